import type { Metadata } from "next";
import type { ReactNode } from "react";

import { OrdersPage } from "../../src/orders/orders-page.tsx";

export const metadata: Metadata = { title: "Orders" };

export default function Page(): ReactNode {
  return <OrdersPage />;
}
