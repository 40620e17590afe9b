import { orders } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { changeOrder } from "./change-order.ts";

export interface EndedTrip {
  readonly endedOrderId: string;
  readonly driverId: string;
  readonly at: Date;
}

/**
 * Makes the order that waited behind the ended one the driver's current trip, if one did. In the transaction that
 * ends the trip, after it has changed the driver's row: the next trip is queued under that row's lock.
 */
export async function promoteNext(tx: UnitOfWork, { endedOrderId, driverId, at }: EndedTrip): Promise<void> {
  const next = and(eq(orders.driverId, driverId), eq(orders.queuedBehind, endedOrderId));
  await changeOrder(tx, next, { queuedBehind: null, promotedAt: at });
}
