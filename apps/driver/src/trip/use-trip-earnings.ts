import { useQuery } from "@tanstack/react-query";

import { useRpc } from "../rpc.ts";
import type { EarningsItem, OrderView } from "../views.ts";

/** The ledger posts a trip moments after its end, or hours after where it was down. */
const BEFORE_MS = 60_000;
const AFTER_MS = 86_400_000;
const ASK_AGAIN_MS = 1_500;

/** What a finished trip brought; null until the ledger has settled it. */
export function useTripEarnings(order: OrderView): EarningsItem | null {
  const rpc = useRpc();
  const finishedMs = Date.parse(order.finishedAt ?? order.createdAt);
  const { data } = useQuery({
    ...rpc.driver.earnings.queryOptions({
      bucket: "trip",
      from: new Date(finishedMs - BEFORE_MS).toISOString(),
      to: new Date(finishedMs + AFTER_MS).toISOString(),
    }),
    enabled: order.status === "FINISHED",
    refetchInterval: ({ state }) => (find(state.data, order.orderId) === null ? ASK_AGAIN_MS : false),
  });
  return find(data, order.orderId);
}

function find(earnings: { readonly items: readonly EarningsItem[] } | undefined, orderId: string): EarningsItem | null {
  return earnings?.items.find((item) => item.orderId === orderId) ?? null;
}
