"use client";
import { useRpc } from "@atlas/features/rpc";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, type ReactNode } from "react";

import { useBackgroundSpell } from "../location/use-background-spell.ts";
import { usePositionSharing } from "../location/use-position-sharing.ts";
import { useWakeLock } from "../location/use-wake-lock.ts";
import { useNextTrip } from "../trip/use-next-trip.ts";
import { useTripInHand } from "../trip/use-trip-in-hand.ts";
import type { DriverProfile } from "../views.ts";
import { DriveContext } from "./drive-context.ts";

interface DriveProviderProps {
  readonly profile: DriverProfile;
  readonly children: ReactNode;
}

/** Holds what goes on in every section: the trip in hand, the position, the screen's wake lock. */
export function DriveProvider({ profile, children }: DriveProviderProps): ReactNode {
  const trip = useTripInHand(profile.driverId);
  const { next, leaveNext } = useNextTrip();
  const isOnline = profile.status !== "offline" || (trip.order !== null && trip.order !== undefined);
  const sharing = usePositionSharing(profile.driverId, isOnline);
  const wakeLock = useWakeLock(isOnline);
  const background = useBackgroundSpell(isOnline);
  useRereadOnTripChange(trip.order?.orderId, trip.order?.status);

  const drive = useMemo(
    () => ({ profile, isOnline, ...trip, next, leaveNext, sharing, wakeLock, background }),
    [profile, isOnline, trip, next, leaveNext, sharing, wakeLock, background],
  );
  return <DriveContext value={drive}>{children}</DriveContext>;
}

/** A step of the trip changes the driver's state, credit and earnings. */
function useRereadOnTripChange(orderId: string | undefined, status: string | undefined): void {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  useEffect(() => {
    void queryClient.invalidateQueries(rpc.driver.pathFilter());
    void queryClient.invalidateQueries(rpc.wallet.pathFilter());
    void queryClient.invalidateQueries(rpc.order.list.pathFilter());
  }, [rpc, queryClient, orderId, status]);
}
