import type { ReactNode } from "react";

import { EarningsPage } from "../../../src/earnings/earnings-page.tsx";

export default function Page(): ReactNode {
  return <EarningsPage />;
}
