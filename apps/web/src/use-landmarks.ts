"use client";
import { useRpc } from "@atlas/features/rpc";
import type { Landmark } from "@atlas/ui/map/map-city";
import { useQuery } from "@tanstack/react-query";

import type { City } from "./views.ts";

const NONE: readonly Landmark[] = [];

/** A few well-known places to draw where the city has no basemap; none otherwise. */
export function useLandmarks(city: City | null): readonly Landmark[] {
  const rpc = useRpc();
  const { data } = useQuery({
    ...rpc.city.popular.queryOptions({ limit: 20 }),
    enabled: city !== null && city.basemapUrl === null,
    staleTime: Infinity,
    retry: false,
  });
  return data ?? NONE;
}
