"use client";
import { SessionGate } from "@atlas/ui/client/session-gate";
import type { ReactNode } from "react";

import { AtlasClock } from "./atlas-clock.tsx";
import { useCityTime } from "./use-city.ts";

interface SignedInProps {
  /** The sign-in page. */
  readonly signedOut: ReactNode;
  readonly children: ReactNode;
}

/** Pages of a signed-in rider or driver: they count by Atlas's clock and show the times of the city. */
export function SignedIn({ signedOut, children }: SignedInProps): ReactNode {
  return (
    <SessionGate signedOut={signedOut}>
      <CityTime />
      <AtlasClock>{children}</AtlasClock>
    </SessionGate>
  );
}

function CityTime(): null {
  useCityTime();
  return null;
}
