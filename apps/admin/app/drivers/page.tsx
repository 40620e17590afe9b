import type { ReactNode } from "react";

import { DriversPage } from "../../src/drivers/drivers-page.tsx";

export default function Page(): ReactNode {
  return <DriversPage />;
}
