"use client";
import { SignedIn } from "@atlas/features/signed-in";
import { LogoMark } from "@atlas/ui/logo";
import type { ReactNode } from "react";

import { DriveProvider } from "../drive/drive-provider.tsx";
import { ProfileGate } from "../drive/profile-gate.tsx";
import { OfferOverlay } from "../offer/offer-overlay.tsx";
import { SectionRail } from "./section-nav.tsx";
import { RAIL_PX } from "./sections.ts";
import { Welcome } from "./welcome.tsx";

/** Around every page of a signed-in driver: position sharing and offers go on whichever section is open. */
export function DriverFrame({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <SignedIn signedOut={<Welcome />}>
      <ProfileGate>
        {(profile) => (
          <DriveProvider profile={profile}>
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
          </DriveProvider>
        )}
      </ProfileGate>
    </SignedIn>
  );
}
