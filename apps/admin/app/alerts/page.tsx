import type { ReactNode } from "react";

import { AlertsPage } from "../../src/alerts/alerts-page.tsx";

export default function Page(): ReactNode {
  return <AlertsPage />;
}
