"use client";
import { useRpcClient } from "@atlas/features/rpc";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { use } from "react";

import { useIsStranger } from "../use-is-stranger.ts";
import type { Place, Price, Quote } from "../views.ts";

const RENEW_BEFORE_MS = 15_000;
/** What strangers see binds nobody, and is as old as this at most. */
const ESTIMATE_MS = 60_000;

/** A binding price for every vehicle type, renewed shortly before it runs out; for strangers what it costs now. */
export function useQuotes(
  pickup: Place | null,
  dropoff: Place | null,
): UseQueryResult<readonly (Price | Quote)[], unknown> {
  const client = useRpcClient();
  const isStranger = useIsStranger();
  const offsetMs = use(ClockOffsetContext) ?? 0;
  return useQuery({
    queryKey: ["quotes", isStranger, pickup, dropoff],
    enabled: pickup !== null && dropoff !== null,
    queryFn: async ({ signal }): Promise<readonly (Price | Quote)[]> => {
      if (!pickup || !dropoff) return [];
      const asked = { pickup: bare(pickup), dropoff: bare(dropoff) };
      return isStranger ? client.order.estimate.query(asked, { signal }) : client.order.quote.mutate(asked, { signal });
    },
    staleTime: 60_000,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      const [first] = state.data ?? [];
      if (first === undefined) return false;
      if (!isQuote(first)) return ESTIMATE_MS;
      return Math.max(5_000, new Date(first.expiresAt).getTime() - (Date.now() + offsetMs) - RENEW_BEFORE_MS);
    },
  });
}

/** Whether a price binds. */
export function isQuote(price: Price | Quote | null): price is Quote {
  return price !== null && "quoteId" in price;
}

function bare({ label, lat, lng }: Place): Place {
  return { label: label.slice(0, 200), lat, lng };
}
