import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { unlockSound } from "../alerts/offer-alert.ts";
import { askForLocation } from "../location/use-location-permission.ts";
import type { OwnPosition } from "../location/use-own-position.ts";
import type { DriverProfile } from "../views.ts";

export interface Availability {
  readonly goOnline: () => Promise<void>;
  readonly goOffline: () => void;
  readonly setAutoAccept: (autoAccept: boolean) => void;
  /** During a trip: whether another may follow it. */
  readonly setMoreTrips: (isWanted: boolean) => void;
  readonly wantsMoreTrips: boolean;
  /** While a change is being sent. */
  readonly isBusy: boolean;
  readonly autoAccept: boolean;
  /** Why the driver could not go online. */
  readonly obstacle: "denied" | "unsupported" | null;
}

/** Going online and offline, and auto-accept. Nobody goes online without a position to share. */
export function useAvailability(profile: DriverProfile, position: OwnPosition): Availability {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [obstacle, setObstacle] = useState<Availability["obstacle"]>(null);
  const [isAsking, setIsAsking] = useState(false);
  const change = useMutation(
    rpc.tracker.setAvailability.mutationOptions({
      onSuccess: (changed) => queryClient.setQueryData(rpc.driver.profile.queryKey(), changed),
      onError: (error) => toast.error(errorText(error)),
    }),
  );

  async function goOnline(): Promise<void> {
    unlockSound();
    setObstacle(null);
    setIsAsking(true);
    const permission = position.ping === null ? await askForLocation() : "allowed";
    setIsAsking(false);
    if (permission === "allowed") change.mutate({ isAvailable: true });
    else setObstacle(permission);
  }

  return {
    goOnline,
    goOffline: () => change.mutate({ isAvailable: false }),
    setAutoAccept: (autoAccept) => change.mutate({ isAvailable: profile.isAvailable, autoAccept }),
    setMoreTrips: (isAvailable) => change.mutate({ isAvailable }),
    wantsMoreTrips: change.isPending ? change.variables.isAvailable : profile.isAvailable,
    isBusy: isAsking || change.isPending,
    autoAccept: (change.isPending ? change.variables.autoAccept : undefined) ?? profile.autoAccept,
    obstacle,
  };
}
