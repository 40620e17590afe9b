"use client";
import { useLive } from "@atlas/ui/client/use-live";
import { skipToken } from "@tanstack/react-query";

import { useRpc } from "../rpc.ts";
import type { Order } from "../views.ts";

export interface DriverPosition {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly recordedAt: string;
  readonly ageMs: number;
}

/** Where the rider's own driver is, up to once a second; null before the match, after the end, and while unknown. */
export function useDriverPosition(order: Order): DriverPosition | null {
  const rpc = useRpc();
  const isFollowed = order.status === "MATCHED" || order.status === "ARRIVED" || order.status === "STARTED";
  const { data } = useLive(
    rpc.tracker.watchDriver.subscriptionOptions(isFollowed ? { orderId: order.orderId } : skipToken),
  );
  return isFollowed ? (data ?? null) : null;
}
