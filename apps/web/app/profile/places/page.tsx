import type { ReactNode } from "react";

import { PlacesPage } from "../../../src/places/places-page.tsx";
import { SignedInRider } from "../../../src/signed-in-rider.tsx";

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <PlacesPage />
    </SignedInRider>
  );
}
