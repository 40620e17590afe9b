import type { ReactNode } from "react";

import { LiveMapPage } from "../src/fleet/live-map-page.tsx";

export default function Page(): ReactNode {
  return <LiveMapPage />;
}
