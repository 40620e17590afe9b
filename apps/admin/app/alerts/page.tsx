import type { Metadata } from "next";
import type { ReactNode } from "react";

import { AlertsPage } from "../../src/alerts/alerts-page.tsx";

export const metadata: Metadata = { title: "Alerts" };

export default function Page(): ReactNode {
  return <AlertsPage />;
}
