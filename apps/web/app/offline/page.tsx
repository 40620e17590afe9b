import type { ReactNode } from "react";

import { RiderOfflinePage } from "../../src/offline/rider-offline-page.tsx";

export default function Page(): ReactNode {
  return <RiderOfflinePage />;
}
