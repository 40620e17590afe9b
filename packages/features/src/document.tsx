import { type ClientConfig, readClientConfig } from "@atlas/ui/client/read-client-config";
import { type Locale, type Preferences, readPreferences, type Theme } from "@atlas/ui/preferences";
import type { Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ComponentType, ReactNode } from "react";

/** An app's own provider: what it adds to `AppProvider`. */
export interface DocumentProviderProps {
  readonly config: ClientConfig;
  readonly preferences: Preferences;
  readonly children: ReactNode;
}

interface DocumentProps {
  readonly provider: ComponentType<DocumentProviderProps>;
  /** The theme of somebody who has chosen none; as the device is set where an app has no other. */
  readonly themeWithoutChoice?: (now: Date) => Theme;
  readonly children: ReactNode;
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#FBFAF6" },
    { media: "(prefers-color-scheme: dark)", color: "#0D1219" },
  ],
};

/** The HTML of an app's root layout. Reads addresses, language and theme at request time; everything below is rendered in the browser. */
export async function Document({
  provider: Provider,
  themeWithoutChoice,
  children,
}: DocumentProps): Promise<ReactNode> {
  const preferences = await preferencesOfRequest(themeWithoutChoice?.(new Date()));
  return (
    <html lang={preferences.locale} data-theme={preferences.theme}>
      <body>
        <Provider config={readClientConfig(process.env)} preferences={preferences}>
          {children}
        </Provider>
      </body>
    </html>
  );
}

/** The language of who asks for a page, for what the server says of it. */
export async function localeOfRequest(): Promise<Locale> {
  return (await preferencesOfRequest()).locale;
}

async function preferencesOfRequest(defaultTheme?: Theme): Promise<Preferences> {
  const jar = await cookies();
  const language = (await headers()).get("accept-language");
  return readPreferences((name) => jar.get(name)?.value, language, defaultTheme);
}
