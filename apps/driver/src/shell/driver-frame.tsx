"use client";
import { AtlasClock } from "@atlas/ui/client/atlas-clock";
import { SessionGate } from "@atlas/ui/client/session-gate";
import { LogoMark } from "@atlas/ui/logo";
import type { ReactNode } from "react";

import { DriveProvider } from "../drive/drive-provider.tsx";
import { ProfileGate } from "../drive/profile-gate.tsx";
import { OfferOverlay } from "../offer/offer-overlay.tsx";
import { useRpcClient } from "../rpc.ts";
import { RAIL_PX, SectionRail } from "./section-nav.tsx";
import { Welcome } from "./welcome.tsx";

/** Around every page of a signed-in driver: position sharing and offers go on whichever section is open. */
export function DriverFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const { account } = useRpcClient();
  const askAtlas = async (): Promise<number> => (await account.time.query({}, { context: { viaSocket: true } })).nowMs;
  return (
    <SessionGate signedOut={<Welcome />}>
      <ProfileGate>
        {(profile) => (
          <DriveProvider profile={profile}>
            <AtlasClock ask={askAtlas}>
              <OfferOverlay>
                <div className="flex h-dvh">
                  <div
                    className="hidden shrink-0 flex-col items-center gap-8 border-r border-line bg-surface px-2 py-5 md:flex"
                    style={{ width: RAIL_PX }}
                  >
                    <LogoMark size={36} />
                    <SectionRail />
                  </div>
                  <div className="min-w-0 grow">{children}</div>
                </div>
              </OfferOverlay>
            </AtlasClock>
          </DriveProvider>
        )}
      </ProfileGate>
    </SessionGate>
  );
}
