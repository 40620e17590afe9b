import type { ReactNode } from "react";

import { OrdersPage } from "../../src/orders/orders-page.tsx";

export default function Page(): ReactNode {
  return <OrdersPage />;
}
