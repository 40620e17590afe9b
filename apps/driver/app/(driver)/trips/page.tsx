import type { ReactNode } from "react";

import { TripsPage } from "../../../src/trips/trips-page.tsx";

export default function Page(): ReactNode {
  return <TripsPage />;
}
