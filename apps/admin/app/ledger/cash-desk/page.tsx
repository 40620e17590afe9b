import type { Metadata } from "next";
import type { ReactNode } from "react";

import { CashDeskPage } from "../../../src/cash-desk/cash-desk-page.tsx";

export const metadata: Metadata = { title: "Cash desk" };

export default function Page(): ReactNode {
  return <CashDeskPage />;
}
