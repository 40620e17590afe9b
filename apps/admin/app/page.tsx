import type { Metadata } from "next";
import type { ReactNode } from "react";

import { LiveMapPage } from "../src/fleet/live-map-page.tsx";

export const metadata: Metadata = { title: "Live map" };

export default function Page(): ReactNode {
  return <LiveMapPage />;
}
