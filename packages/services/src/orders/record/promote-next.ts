import type { Transaction } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { OrderRow } from "./find-order.ts";

export interface EndedTrip {
  readonly endedOrderId: string;
  readonly driverId: string;
  readonly at: Date;
}

/**
 * Makes the order that waited behind the ended one the driver's current trip, or answers null. In the transaction that
 * ends the trip, after it has changed the driver's row: whoever queues does so under that row's lock.
 */
export async function promoteNext(
  tx: Transaction,
  { endedOrderId, driverId, at }: EndedTrip,
): Promise<OrderRow | null> {
  const [promoted] = await tx
    .update(orders)
    .set({ queuedBehind: null, promotedAt: at, version: sql`${orders.version} + 1` })
    .where(and(eq(orders.driverId, driverId), eq(orders.queuedBehind, endedOrderId)))
    .returning();
  return promoted ?? null;
}
