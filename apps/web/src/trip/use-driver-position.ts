"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { isAssignedStatus } from "@atlas/core/order-status";
import { skipToken } from "@tanstack/react-query";

import type { Order } from "../views.ts";

export interface DriverPosition {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly recordedAt: string;
  readonly ageMs: number;
}

/** Where the rider's own driver is, up to once a second; null before the match, after the end, and while unknown. */
export function useDriverPosition(order: Order | null): DriverPosition | null {
  const rpc = useRpc();
  const orderId = order !== null && isAssignedStatus(order.status) ? order.orderId : null;
  const { data } = useLive(rpc.tracker.watchDriver.subscriptionOptions(orderId === null ? skipToken : { orderId }));
  return orderId === null ? null : (data ?? null);
}
