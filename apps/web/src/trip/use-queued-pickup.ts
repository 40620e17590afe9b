"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { skipToken } from "@tanstack/react-query";

import type { Order } from "../views.ts";

export interface QueuedPickup {
  /** Seconds, the rest of the driver's running trip included. */
  readonly pickupEtaS: number;
  /** Measured now; else what was promised at the match. */
  readonly isLive: boolean;
}

/** When the driver comes who still has a trip to end; null for an order that does not wait, and while unknown. */
export function useQueuedPickup(order: Order): QueuedPickup | null {
  const rpc = useRpc();
  const { orderId, isQueued } = order;
  const { data } = useLive(rpc.order.watchQueuedPickup.subscriptionOptions(isQueued ? { orderId } : skipToken));
  return isQueued ? (data ?? null) : null;
}
