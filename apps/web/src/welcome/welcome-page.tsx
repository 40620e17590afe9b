"use client";
import { SessionGate } from "@atlas/ui/client/session-gate";
import { useRouter } from "next/navigation";
import { useEffect, type ReactNode } from "react";

import { WelcomeScreen, type WelcomeMode } from "./welcome-screen.tsx";

/** The sign-in screen at an address of its own; who is signed in goes on to the map. */
export function WelcomePage({ mode }: { readonly mode: WelcomeMode }): ReactNode {
  return (
    <SessionGate signedOut={<WelcomeScreen mode={mode} />}>
      <ToMap />
    </SessionGate>
  );
}

function ToMap(): null {
  const router = useRouter();
  useEffect(() => router.replace("/"), [router]);
  return null;
}
