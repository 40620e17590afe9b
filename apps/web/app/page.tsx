import type { ReactNode } from "react";

import { AnyRider } from "../src/any-rider.tsx";
import { RideScreen } from "../src/ride-screen.tsx";

export default function Page(): ReactNode {
  return (
    <AnyRider>
      <RideScreen />
    </AnyRider>
  );
}
