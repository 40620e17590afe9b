import "./globals.css";

import { readClientConfig } from "@atlas/ui/client/read-client-config";
import { readPreferences } from "@atlas/ui/preferences";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";

import { AdminShell } from "../src/shell/admin-shell.tsx";

export const metadata: Metadata = {
  title: { default: "Atlas operations", template: "%s · Atlas operations" },
  description: "The city live, every order explained, every rupiah accounted for.",
  robots: { index: false },
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
  const preferences = readPreferences((name) => jar.get(name)?.value, (await headers()).get("accept-language"));
  return (
    <html lang={preferences.locale} data-theme={preferences.theme}>
      <body>
        <AdminShell config={readClientConfig(process.env)} preferences={preferences}>
          {children}
        </AdminShell>
      </body>
    </html>
  );
}
