import type { Metadata } from "next";
import type { ReactNode } from "react";

import { TripsPage } from "../../src/trips/trips-page.tsx";
import { SignedIn } from "../../src/signed-in.tsx";

export const metadata: Metadata = { title: "Trips" };

export default function Page(): ReactNode {
  return (
    <SignedIn>
      <TripsPage />
    </SignedIn>
  );
}
