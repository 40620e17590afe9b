"use client";
import { useFleet } from "@atlas/features/fleet/use-fleet";
import type { FleetDriver } from "@atlas/ui/map/fleet-layer";
import { skipToken } from "@tanstack/react-query";
import { useMemo } from "react";

const HALF_BOX_DEG = 0.02; // about 2.2 km

/** Available cars around a point, without identity, as they move. Empty while `around` is null. */
export function useNearbyCars(around: { readonly lat: number; readonly lng: number } | null): readonly FleetDriver[] {
  // Rounded, so that a small move of the pickup does not open another subscription.
  const lat = around ? Math.round(around.lat * 200) / 200 : null;
  const lng = around ? Math.round(around.lng * 200) / 200 : null;
  const { fleet } = useFleet(
    lat === null || lng === null
      ? skipToken
      : { bounds: [lng - HALF_BOX_DEG, lat - HALF_BOX_DEG, lng + HALF_BOX_DEG, lat + HALF_BOX_DEG] },
  );
  return useMemo(() => [...fleet.values()].filter(({ state }) => state === "available"), [fleet]);
}
