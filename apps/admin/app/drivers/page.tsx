import type { Metadata } from "next";
import type { ReactNode } from "react";

import { DriversPage } from "../../src/drivers/drivers-page.tsx";

export const metadata: Metadata = { title: "Drivers" };

export default function Page(): ReactNode {
  return <DriversPage />;
}
