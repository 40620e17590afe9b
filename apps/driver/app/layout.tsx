import "./globals.css";

import { readClientConfig } from "@atlas/ui/client/read-client-config";
import { readPreferences } from "@atlas/ui/preferences";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";

import { AppProvider } from "../src/app-provider.tsx";
import { themeWithoutChoice } from "../src/theme/night-theme.ts";

/** Where night falls for a driver whose city is not known before they sign in. */
const DEFAULT_TIME_ZONE = "Asia/Jakarta";

export const metadata: Metadata = {
  title: { default: "Atlas Driver", template: "%s · Atlas Driver" },
  description: "Go online, take trips, see what each one pays.",
  applicationName: "Atlas Driver",
  appleWebApp: { capable: true, title: "Atlas Driver", statusBarStyle: "black-translucent" },
  icons: { icon: "/icon.svg", apple: "/apple-touch-icon.png" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#FBFAF6" },
    { media: "(prefers-color-scheme: dark)", color: "#0D1219" },
  ],
};

/** Reads addresses, language and theme at request time; everything below it is rendered in the browser. */
export default async function RootLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const jar = await cookies();
  const preferences = readPreferences(
    (name) => jar.get(name)?.value,
    (await headers()).get("accept-language"),
    themeWithoutChoice(new Date(), DEFAULT_TIME_ZONE),
  );
  return (
    <html lang={preferences.locale} data-theme={preferences.theme}>
      <body>
        <AppProvider config={readClientConfig(process.env)} preferences={preferences}>
          {children}
        </AppProvider>
      </body>
    </html>
  );
}
