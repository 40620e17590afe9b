import type { ReactNode } from "react";

import { OrderPage } from "../../../src/orders/order-page.tsx";

export default async function Page({ params }: { readonly params: Promise<{ orderId: string }> }): Promise<ReactNode> {
  return <OrderPage orderId={(await params).orderId} />;
}
