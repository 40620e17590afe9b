import type { Metadata } from "next";
import type { ReactNode } from "react";

import { SystemPage } from "../../src/system/system-page.tsx";

export const metadata: Metadata = { title: "System" };

export default function Page(): ReactNode {
  return <SystemPage />;
}
