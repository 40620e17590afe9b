import type { ReactNode } from "react";

import { RideScreen } from "../src/ride-screen.tsx";
import { SignedIn } from "../src/signed-in.tsx";

export default function Page(): ReactNode {
  return (
    <SignedIn>
      <RideScreen />
    </SignedIn>
  );
}
