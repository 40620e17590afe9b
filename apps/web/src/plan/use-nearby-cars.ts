"use client";
import { useFleet } from "@atlas/features/fleet/use-fleet";
import { useRpc } from "@atlas/features/rpc";
import type { FleetDriver } from "@atlas/ui/map/fleet-layer";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useIsStranger } from "../use-is-stranger.ts";

const HALF_BOX_DEG = 0.02; // about 2.2 km
const LOOK_AGAIN_MS = 5_000;
const NONE: readonly FleetDriver[] = [];

/** Available cars around a point, without identity, as they move; for strangers a few of them, now and then. Empty while `around` is null. */
export function useNearbyCars(around: { readonly lat: number; readonly lng: number } | null): readonly FleetDriver[] {
  const isStranger = useIsStranger();
  // Rounded, so that a small move of the pickup does not open another subscription.
  const lat = around ? Math.round(around.lat * 200) / 200 : null;
  const lng = around ? Math.round(around.lng * 200) / 200 : null;
  const at = lat === null || lng === null ? null : { lat, lng };
  const { fleet } = useFleet(
    isStranger || at === null
      ? skipToken
      : {
          bounds: [at.lng - HALF_BOX_DEG, at.lat - HALF_BOX_DEG, at.lng + HALF_BOX_DEG, at.lat + HALF_BOX_DEG],
        },
  );
  const few = useFewCars(isStranger ? at : null);
  return useMemo(
    () => (isStranger ? few : [...fleet.values()].filter(({ state }) => state === "available")),
    [isStranger, few, fleet],
  );
}

function useFewCars(at: { readonly lat: number; readonly lng: number } | null): readonly FleetDriver[] {
  const rpc = useRpc();
  const { data } = useQuery({
    ...rpc.tracker.nearbyCars.queryOptions(at ?? skipToken),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  const cars = at === null ? undefined : data?.cars;
  return useMemo(() => cars?.map((car) => ({ ...car, state: "available" as const })) ?? NONE, [cars]);
}
