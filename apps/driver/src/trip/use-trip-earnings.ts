import { useRpc } from "@atlas/features/rpc";
import { useQuery } from "@tanstack/react-query";

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
    refetchInterval: ({ state }) => (isComplete(find(state.data, order.orderId), order) ? false : ASK_AGAIN_MS),
  });
  return find(data, order.orderId);
}

/** What the rider confirmed comes after the rest. */
function isComplete(earned: EarningsItem | null, { fareReason, finalFareMinor }: OrderView): boolean {
  if (earned === null) return false;
  return fareReason?.question?.answer !== "yes" || earned.fareMinor === finalFareMinor;
}

/** A trip has an item for each day on which something of it was posted. */
function find(earnings: { readonly items: readonly EarningsItem[] } | undefined, orderId: string): EarningsItem | null {
  const items = earnings?.items.filter((item) => item.orderId === orderId) ?? [];
  const [newest] = items;
  if (newest === undefined) return null;
  const sum = (of: (item: EarningsItem) => string): string =>
    items.reduce((total, item) => total + BigInt(of(item)), 0n).toString();
  return {
    ...newest,
    fareMinor: sum((item) => item.fareMinor),
    commissionMinor: sum((item) => item.commissionMinor),
    taxMinor: sum((item) => item.taxMinor),
    netMinor: sum((item) => item.netMinor),
  };
}
