import "../theme/atlas.css";

import type { ReactNode } from "react";
import type { AbstractIntlMessages } from "use-intl";
import { onTestFinished, vi } from "vitest";
import { commands } from "vitest/browser";
import { render } from "vitest-browser-react";

import { AtlasClientProvider } from "../client/atlas-client-provider.tsx";
import { toast } from "../components/toast.tsx";
import type { Locale } from "../preferences.ts";

/** What the gateway returns for a request of the page. */
export type Gateway = (path: string, request: Request) => Response | Promise<Response>;

interface AtlasPage {
  readonly locale?: Locale;
  /** The app's own words. */
  readonly messages?: Record<Locale, AbstractIntlMessages>;
  /** Left out, nobody is signed in. */
  readonly gateway?: Gateway;
}

const NO_MESSAGES = { en: {}, id: {} };
const ADDRESS = "http://gateway.test";

/** Draws a component in a real browser as a page of Atlas does; only the network ends at `gateway`. */
export async function renderOnPage(node: ReactNode, page: AtlasPage = {}): Promise<void> {
  const { locale = "en", messages = NO_MESSAGES, gateway = () => Response.json(null) } = page;
  const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    return await gateway(new URL(request.url).pathname, request);
  });
  const drawn = await render(
    <AtlasClientProvider
      app="driver"
      config={{ gatewayUrl: ADDRESS, mapStyleUrl: null }}
      preferences={{ locale, theme: "light" }}
      messages={messages}
    >
      {node}
    </AtlasClientProvider>,
  );
  onTestFinished(async () => {
    // What is said outlives the page that said it, and would lie over the next one.
    toast.dismiss();
    await drawn.unmount();
    asked.mockRestore();
  });
}

/** The commands of `tools/checks/pointer-commands.ts`. */
export interface PointerCommands {
  readonly press: (pointer: "mouse" | "touch", selector: string) => Promise<void>;
  readonly drag: (pointer: "mouse" | "touch", by: { readonly x: number; readonly y: number }) => Promise<void>;
  readonly release: (pointer: "mouse" | "touch") => Promise<void>;
}

declare module "vitest/browser" {
  interface BrowserCommands extends PointerCommands {}
}

export const pointer: PointerCommands = commands;
