import type { ReactNode } from "react";

import { AccountsPage } from "../../src/ledger/accounts-page.tsx";

export default function Page(): ReactNode {
  return <AccountsPage />;
}
