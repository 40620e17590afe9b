import type { Metadata } from "next";
import type { ReactNode } from "react";

import { AccountsPage } from "../../src/ledger/accounts-page.tsx";

export const metadata: Metadata = { title: "Ledger" };

export default function Page(): ReactNode {
  return <AccountsPage />;
}
