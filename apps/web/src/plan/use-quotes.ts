"use client";
import { useRpcClient } from "@atlas/features/rpc";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { use } from "react";

import type { Place, Quote } from "../views.ts";

const RENEW_BEFORE_MS = 15_000;

/** A binding price for every vehicle type, renewed shortly before it runs out. */
export function useQuotes(pickup: Place | null, dropoff: Place | null): UseQueryResult<readonly Quote[], unknown> {
  const client = useRpcClient();
  const offsetMs = use(ClockOffsetContext) ?? 0;
  return useQuery({
    queryKey: ["quotes", pickup, dropoff],
    enabled: pickup !== null && dropoff !== null,
    queryFn: async ({ signal }) => {
      if (!pickup || !dropoff) return [];
      return client.order.quote.mutate({ pickup: bare(pickup), dropoff: bare(dropoff) }, { signal });
    },
    staleTime: 60_000,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      const expiresAt = state.data?.[0]?.expiresAt;
      return expiresAt
        ? Math.max(5_000, new Date(expiresAt).getTime() - (Date.now() + offsetMs) - RENEW_BEFORE_MS)
        : false;
    },
  });
}

function bare({ label, lat, lng }: Place): Place {
  return { label: label.slice(0, 200), lat, lng };
}
