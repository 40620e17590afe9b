"use client";
import { SessionGate } from "@atlas/ui/client/session-gate";
import type { ReactNode } from "react";

import { ActiveTripProvider } from "./trip/active-trip.tsx";
import { WelcomeScreen } from "./welcome/welcome-screen.tsx";

/** Signed-in pages: the sign-in screen for everyone else, and the rider's trip under way for all of them. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <SessionGate signedOut={<WelcomeScreen />}>
      <ActiveTripProvider>{children}</ActiveTripProvider>
    </SessionGate>
  );
}
