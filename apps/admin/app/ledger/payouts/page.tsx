import type { Metadata } from "next";
import type { ReactNode } from "react";

import { PayoutsPage } from "../../../src/payouts/payouts-page.tsx";

export const metadata: Metadata = { title: "Payouts" };

export default function Page(): ReactNode {
  return <PayoutsPage />;
}
