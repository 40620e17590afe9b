"use client";
import { SignedIn } from "@atlas/features/signed-in";
import type { ReactNode } from "react";

import { ActiveTripProvider } from "./trip/active-trip.tsx";
import { WelcomeScreen } from "./welcome/welcome-screen.tsx";

/** Signed-in pages: the sign-in screen for everyone else, and the rider's trip under way for all of them. */
export function SignedInRider({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <SignedIn signedOut={<WelcomeScreen />}>
      <ActiveTripProvider>{children}</ActiveTripProvider>
    </SignedIn>
  );
}
