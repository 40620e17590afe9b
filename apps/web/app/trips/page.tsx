import type { Metadata } from "next";
import type { ReactNode } from "react";

import { TripsPage } from "../../src/trips/trips-page.tsx";
import { SignedInRider } from "../../src/signed-in-rider.tsx";

export const metadata: Metadata = { title: "Trips" };

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <TripsPage />
    </SignedInRider>
  );
}
