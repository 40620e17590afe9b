import type { Metadata } from "next";
import type { ReactNode } from "react";

import { IntegrityPage } from "../../../src/ledger/integrity-page.tsx";

export const metadata: Metadata = { title: "Integrity" };

export default function Page(): ReactNode {
  return <IntegrityPage />;
}
