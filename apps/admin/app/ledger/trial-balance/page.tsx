import type { ReactNode } from "react";

import { TrialBalancePage } from "../../../src/ledger/trial-balance-page.tsx";

export default function Page(): ReactNode {
  return <TrialBalancePage />;
}
