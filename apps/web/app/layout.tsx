import "./globals.css";

import { Document, localeOfRequest } from "@atlas/features/document";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";
import { WebProvider } from "../src/app-provider.tsx";

export { viewport } from "@atlas/features/document";

export async function generateMetadata(): Promise<Metadata> {
  return {
    description: { en, id }[await localeOfRequest()].about,
    applicationName: "Atlas",
    appleWebApp: { capable: true, title: "Atlas", statusBarStyle: "black-translucent" },
    icons: { icon: "/icon.svg", apple: "/apple-touch-icon.png" },
  };
}

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return <Document provider={WebProvider}>{children}</Document>;
}
