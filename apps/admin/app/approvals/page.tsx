import type { ReactNode } from "react";

import { ApprovalsPage } from "../../src/approvals/approvals-page.tsx";

export default function Page(): ReactNode {
  return <ApprovalsPage />;
}
