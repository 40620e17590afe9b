import type { ReactNode } from "react";

import { TransferPage } from "../../../../src/ledger/transfer-page.tsx";

export default async function Page({
  params,
}: {
  readonly params: Promise<{ transferId: string }>;
}): Promise<ReactNode> {
  return <TransferPage transferId={(await params).transferId} />;
}
