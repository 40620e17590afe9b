import "./globals.css";

import { Document, localeOfRequest } from "@atlas/features/document";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";
import { DriverProvider } from "../src/app-provider.tsx";
import { themeWithoutChoice } from "../src/theme/night-theme.ts";

export { viewport } from "@atlas/features/document";

/** Where night falls for a driver whose city is not known before they sign in. */
const DEFAULT_TIME_ZONE = "Asia/Jakarta";

export async function generateMetadata(): Promise<Metadata> {
  return {
    description: { en, id }[await localeOfRequest()].about,
    applicationName: "Atlas Driver",
    appleWebApp: { capable: true, title: "Atlas Driver", statusBarStyle: "black-translucent" },
    icons: { icon: "/icon.svg", apple: "/apple-touch-icon.png" },
  };
}

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Document provider={DriverProvider} themeWithoutChoice={(now) => themeWithoutChoice(now, DEFAULT_TIME_ZONE)}>
      {children}
    </Document>
  );
}
