import "./globals.css";

import { Document, localeOfRequest } from "@atlas/features/document";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";
import { AdminShell } from "../src/shell/admin-shell.tsx";

export { viewport } from "@atlas/features/document";

export async function generateMetadata(): Promise<Metadata> {
  return { description: { en, id }[await localeOfRequest()].about, robots: { index: false } };
}

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return <Document provider={AdminShell}>{children}</Document>;
}
