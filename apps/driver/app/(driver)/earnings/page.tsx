import type { Metadata } from "next";
import type { ReactNode } from "react";

import { EarningsPage } from "../../../src/earnings/earnings-page.tsx";

export const metadata: Metadata = { title: "Earnings" };

export default function Page(): ReactNode {
  return <EarningsPage />;
}
