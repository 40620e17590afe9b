import type { ReactNode } from "react";

import { IntegrityPage } from "../../../src/ledger/integrity-page.tsx";

export default function Page(): ReactNode {
  return <IntegrityPage />;
}
