import type { ReactNode } from "react";

import { TripsPage } from "../../src/trips/trips-page.tsx";
import { SignedInRider } from "../../src/signed-in-rider.tsx";

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <TripsPage />
    </SignedInRider>
  );
}
