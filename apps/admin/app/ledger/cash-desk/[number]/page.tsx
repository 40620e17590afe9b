import type { ReactNode } from "react";

import { ReceiptPage } from "../../../../src/cash-desk/receipt-page.tsx";

export default async function Page({ params }: { readonly params: Promise<{ number: string }> }): Promise<ReactNode> {
  return <ReceiptPage number={decodeURIComponent((await params).number)} />;
}
