import type { ReactNode } from "react";

import { SystemPage } from "../../src/system/system-page.tsx";

export default function Page(): ReactNode {
  return <SystemPage />;
}
