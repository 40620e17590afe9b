import type { ReactNode } from "react";

import { OfflinePage } from "../../src/offline/offline-page.tsx";

export default function Page(): ReactNode {
  return <OfflinePage />;
}
