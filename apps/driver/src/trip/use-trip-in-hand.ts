import { isAssignedStatus } from "@atlas/core/order-status";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import type { OrderView } from "../views.ts";
import { currentTrip } from "./current-trip.ts";
import { followTrip, NO_TRIP, readFollowedTrip, writeFollowedTrip, type FollowedTrip } from "./followed-trip.ts";

const GONE: ReadonlySet<string> = new Set(["ORDER_NOT_FOUND", "FORBIDDEN"]);

export interface TripInHand {
  readonly order: OrderView | null | undefined;
  readonly ended: OrderView | null;
  readonly dismissEnded: () => void;
  readonly applyOrder: (order: OrderView) => void;
  readonly leaveOrder: () => void;
}

/** The driver's trip as Atlas tells it, and the one that has just ended. A reload at any moment brings both back. */
export function useTripInHand(driverId: string): TripInHand {
  const { order, applyOrder, leave } = useActiveOrder();
  const { followed, change } = useFollowedTrip(driverId, order);
  const { endedId } = followed;
  const ended = useEndedOrder(endedId);

  const dismissEnded = useCallback(() => change((now) => ({ ...now, endedId: null })), [change]);
  const leaveOrder = useCallback(() => {
    leave();
    change(() => NO_TRIP);
  }, [leave, change]);
  useEffect(() => {
    if (ended === "not-to-tell") dismissEnded();
  }, [ended, dismissEnded]);

  return useMemo(
    () => ({ order, ended: ended === "not-to-tell" ? null : ended, dismissEnded, applyOrder, leaveOrder }),
    [order, ended, dismissEnded, applyOrder, leaveOrder],
  );
}

interface ActiveOrder extends Pick<TripInHand, "order" | "applyOrder"> {
  readonly leave: () => void;
}

/** The subscription's state, unless the result of a command is ahead of it. */
function useActiveOrder(): ActiveOrder {
  const rpc = useRpc();
  const pushed = useLive(rpc.order.watchActive.subscriptionOptions()).data;
  const [applied, setApplied] = useState<OrderView | null>(null);
  const [leftId, setLeftId] = useState<string | null>(null);

  // A subscription that starts over has nothing to say at first: the last word counts until then.
  const [heard, setHeard] = useState(pushed);
  if (pushed !== undefined && heard !== pushed) {
    setHeard(pushed);
    if (!isNewer(applied, pushed)) setApplied(null);
    if (leftId !== pushed?.orderId) setLeftId(null);
  }

  const newest = currentTrip({ heard, applied });
  const order = newest != null && newest.orderId === leftId ? null : newest;
  const heardId = heard?.orderId ?? null;
  const leave = useCallback(() => {
    setApplied(null);
    setLeftId(heardId);
  }, [heardId]);
  return { order, applyOrder: setApplied, leave };
}

function isNewer(returned: OrderView | null, pushed: OrderView | null | undefined): boolean {
  return (
    returned?.orderId === pushed?.orderId && returned != null && pushed != null && returned.version > pushed.version
  );
}

interface Following {
  readonly followed: FollowedTrip;
  readonly change: (next: (followed: FollowedTrip) => FollowedTrip) => void;
}

function useFollowedTrip(driverId: string, order: OrderView | null | undefined): Following {
  const [followed, change] = useState(() => readFollowedTrip(driverId));
  const activeId = order === undefined ? undefined : (order?.orderId ?? null);
  if (activeId !== undefined && activeId !== followed.activeId) change(followTrip(followed, activeId));
  useEffect(() => writeFollowedTrip(driverId, followed), [driverId, followed]);
  return { followed, change };
}

/** The ended trip when there is something to tell: its earnings, or that somebody else called it off. */
function useEndedOrder(endedId: string | null): OrderView | "not-to-tell" | null {
  const rpc = useRpc();
  const ended = useQuery({
    ...rpc.order.get.queryOptions({ orderId: endedId ?? "" }),
    enabled: endedId !== null,
    refetchInterval: ({ state }) => (state.data === undefined ? false : endedInterval(state.data)),
  });
  if (endedId === null) return null;
  // A trip that went to another driver cannot be read any more.
  if (ended.error && GONE.has(errorCodeOf(ended.error))) return "not-to-tell";
  if (ended.data === undefined || isAssignedStatus(ended.data.status)) return null;
  const { status } = ended.data;
  return status === "FINISHED" || status === "CANCELLED" ? ended.data : "not-to-tell";
}

/** The cache may still hold the trip as it was before its end; and its rider may have to confirm it. */
function endedInterval(order: OrderView): number | false {
  if (isAssignedStatus(order.status)) return 1_000;
  return order.fareReason?.question?.answer === null ? 5_000 : false;
}
