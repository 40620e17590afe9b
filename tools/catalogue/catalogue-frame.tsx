import { AtlasClientProvider } from "@atlas/ui/client/atlas-client-provider";
import type { Locale } from "@atlas/ui/preferences";
import type { ReactNode } from "react";

/** `night` is the width of a driver's phone on a dark street; the colours are those of `dark`. */
export type CatalogueTheme = "light" | "dark" | "night";

export function isCatalogueTheme(value: unknown): value is CatalogueTheme {
  return value === "light" || value === "dark" || value === "night";
}

/** What a story's gateway returns, by path; `null`, nobody signed in, for everything else. */
export type StoryGateway = Readonly<Record<string, unknown>>;

interface CatalogueFrameProps {
  readonly theme: CatalogueTheme;
  readonly locale: Locale;
  readonly children: ReactNode;
}

const ADDRESS = "http://gateway.invalid";
const fetchFiles = globalThis.fetch.bind(globalThis);

/** Gives the page the theme and the language, and has the story answer what it asks of the gateway. */
export function preparePage(theme: CatalogueTheme, locale: Locale, gateway: StoryGateway = {}): void {
  document.documentElement.dataset["theme"] = shownTheme(theme);
  document.documentElement.lang = locale;
  globalThis.fetch = async (input, init) => {
    const { url } = new Request(input, init);
    if (!url.startsWith(ADDRESS)) return await fetchFiles(input, init);
    const answer = gateway[new URL(url).pathname];
    if (answer === "never") return await new Promise<Response>(() => {});
    if (answer === "unreachable") throw new TypeError("Failed to fetch");
    return Response.json(answer ?? null);
  };
}

function shownTheme(theme: CatalogueTheme): "light" | "dark" {
  return theme === "light" ? "light" : "dark";
}

/** A page around a story: language, theme, session. */
export function CatalogueFrame({ theme, locale, children }: CatalogueFrameProps): ReactNode {
  return (
    <AtlasClientProvider
      app="web"
      config={{ gatewayUrl: ADDRESS, mapStyleUrl: null }}
      preferences={{ locale, theme: shownTheme(theme) }}
      messages={{ en: {}, id: {} }}
    >
      <div className={theme === "night" ? "mx-auto min-h-dvh max-w-[412px] bg-surface" : "min-h-dvh bg-surface"}>
        {children}
      </div>
    </AtlasClientProvider>
  );
}
