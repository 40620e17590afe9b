import "./globals.css";

import { Document } from "@atlas/features/document";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { AdminShell } from "../src/shell/admin-shell.tsx";

export { viewport } from "@atlas/features/document";

export const metadata: Metadata = {
  title: { default: "Atlas operations", template: "%s · Atlas operations" },
  description: "The city live, every order explained, every rupiah accounted for.",
  robots: { index: false },
};

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return <Document provider={AdminShell}>{children}</Document>;
}
