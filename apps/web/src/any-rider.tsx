"use client";
import { SignedIn } from "@atlas/features/signed-in";
import type { ReactNode } from "react";

import { ActiveTripProvider, NoTripProvider } from "./trip/active-trip.tsx";

/** The map, for who is signed in with the trip under way, for everyone else without. */
export function AnyRider({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <SignedIn signedOut={<NoTripProvider>{children}</NoTripProvider>}>
      <ActiveTripProvider>{children}</ActiveTripProvider>
    </SignedIn>
  );
}
