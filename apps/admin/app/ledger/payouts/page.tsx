import type { ReactNode } from "react";

import { PayoutsPage } from "../../../src/payouts/payouts-page.tsx";

export default function Page(): ReactNode {
  return <PayoutsPage />;
}
