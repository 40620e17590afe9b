import type { Metadata } from "next";
import type { ReactNode } from "react";

import { TrialBalancePage } from "../../../src/ledger/trial-balance-page.tsx";

export const metadata: Metadata = { title: "Trial balance" };

export default function Page(): ReactNode {
  return <TrialBalancePage />;
}
