"use client";
import { useRpcClient } from "@atlas/features/rpc";
import type { Landmark } from "@atlas/ui/map/map-city";
import { useQuery } from "@tanstack/react-query";

import type { City } from "./views.ts";

/** Words under which a city's best-known places are found. */
const WORDS = ["stasiun", "monumen", "taman", "mal", "masjid", "museum"];
const NONE: readonly Landmark[] = [];

/** A few well-known places to draw where the city has no basemap; none otherwise. */
export function useLandmarks(city: City | null): readonly Landmark[] {
  const client = useRpcClient();
  const { data } = useQuery({
    queryKey: ["landmarks", city?.cityId],
    enabled: city !== null && city.basemapUrl === null,
    staleTime: Infinity,
    retry: false,
    queryFn: async () => {
      const found = await Promise.all(WORDS.map((query) => client.city.search.query({ query, limit: 6 })));
      return found.flat().filter(({ kind }) => kind !== "street");
    },
  });
  return data ?? NONE;
}
