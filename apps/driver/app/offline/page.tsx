import type { ReactNode } from "react";

import { DriverOfflinePage } from "../../src/offline/driver-offline-page.tsx";

export default function Page(): ReactNode {
  return <DriverOfflinePage />;
}
