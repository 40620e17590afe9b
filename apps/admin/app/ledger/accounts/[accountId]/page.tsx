import type { ReactNode } from "react";

import { AccountPage } from "../../../../src/ledger/account-page.tsx";

export default async function Page({
  params,
}: {
  readonly params: Promise<{ accountId: string }>;
}): Promise<ReactNode> {
  return <AccountPage accountId={(await params).accountId} />;
}
