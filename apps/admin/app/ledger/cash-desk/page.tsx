import type { ReactNode } from "react";

import { CashDeskPage } from "../../../src/cash-desk/cash-desk-page.tsx";

export default function Page(): ReactNode {
  return <CashDeskPage />;
}
