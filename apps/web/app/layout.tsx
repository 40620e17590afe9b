import "./globals.css";

import { Document } from "@atlas/features/document";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { WebProvider } from "../src/app-provider.tsx";

export { viewport } from "@atlas/features/document";

export const metadata: Metadata = {
  title: { default: "Atlas", template: "%s · Atlas" },
  description: "Book a ride across the city.",
};

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return <Document provider={WebProvider}>{children}</Document>;
}
