import type { ReactNode } from "react";

import { RideScreen } from "../src/ride-screen.tsx";
import { SignedInRider } from "../src/signed-in-rider.tsx";

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <RideScreen />
    </SignedInRider>
  );
}
