import "./globals.css";

import { Document } from "@atlas/features/document";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { DriverProvider } from "../src/app-provider.tsx";
import { themeWithoutChoice } from "../src/theme/night-theme.ts";

export { viewport } from "@atlas/features/document";

/** Where night falls for a driver whose city is not known before they sign in. */
const DEFAULT_TIME_ZONE = "Asia/Jakarta";

export const metadata: Metadata = {
  title: { default: "Atlas Driver", template: "%s · Atlas Driver" },
  description: "Go online, take trips, see what each one pays.",
  applicationName: "Atlas Driver",
  appleWebApp: { capable: true, title: "Atlas Driver", statusBarStyle: "black-translucent" },
  icons: { icon: "/icon.svg", apple: "/apple-touch-icon.png" },
};

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Document provider={DriverProvider} themeWithoutChoice={(now) => themeWithoutChoice(now, DEFAULT_TIME_ZONE)}>
      {children}
    </Document>
  );
}
