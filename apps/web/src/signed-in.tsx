"use client";
import { AtlasClock } from "@atlas/ui/client/atlas-clock";
import { SessionGate } from "@atlas/ui/client/session-gate";
import type { ReactNode } from "react";

import { useRpcClient } from "./rpc.ts";
import { ActiveTripProvider } from "./trip/active-trip.tsx";
import { WelcomeScreen } from "./welcome/welcome-screen.tsx";

/** Signed-in pages: the sign-in screen for everyone else, and the rider's trip under way for all of them. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const { account } = useRpcClient();
  const askAtlas = async (): Promise<number> => (await account.time.query({}, { context: { viaSocket: true } })).nowMs;
  return (
    <SessionGate signedOut={<WelcomeScreen />}>
      <AtlasClock ask={askAtlas}>
        <ActiveTripProvider>{children}</ActiveTripProvider>
      </AtlasClock>
    </SessionGate>
  );
}
