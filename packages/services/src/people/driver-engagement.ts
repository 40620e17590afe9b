import { ASSIGNED_STATUSES, type OrderStatus } from "@atlas/core/order-status";
import type { Queryable } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray } from "drizzle-orm";

/** What a driver has promised. */
export interface Engagement {
  /** The trip in hand; null for a driver who is free. */
  readonly current: { readonly orderId: string; readonly status: OrderStatus } | null;
  /** Whether another order waits behind it. */
  readonly hasNext: boolean;
}

/** The driver's promises. Under the driver's lock they stay as they are. */
export async function readEngagement(db: Queryable, driverId: string): Promise<Engagement> {
  const bound = await db
    .select({ orderId: orders.id, status: orders.status, queuedBehind: orders.queuedBehind })
    .from(orders)
    .where(and(eq(orders.driverId, driverId), inArray(orders.status, [...ASSIGNED_STATUSES])));
  const current = bound.find(({ queuedBehind }) => queuedBehind === null);
  return {
    current: current ? { orderId: current.orderId, status: current.status } : null,
    hasNext: bound.some(({ queuedBehind }) => queuedBehind !== null),
  };
}

/**
 * Whether one more order may be promised: to a free driver, or as the next trip to one who is driving the order
 * `behindOrderId` to its end and has no next trip yet.
 */
export function canTakeOn({ current, hasNext }: Engagement, behindOrderId: string | null): boolean {
  if (current === null) return true;
  return current.orderId === behindOrderId && current.status === "STARTED" && !hasNext;
}
