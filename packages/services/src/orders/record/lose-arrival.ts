import { type Arrival, arrivalOf } from "@atlas/core/evidence/arrival";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { changeOrder } from "./change-order.ts";
import type { OrderRow } from "./find-order.ts";

/**
 * Writes that the car is no longer at the pickup, and tells rider and driver: waiting counts until then, and nothing is owed
 * for it any more. Returns false when there is no arrival to lose. The caller holds the order's lock.
 */
export async function loseArrival(
  tx: UnitOfWork,
  order: OrderRow,
  lost: NonNullable<Arrival["lost"]>,
): Promise<boolean> {
  const arrival = arrivalOf(order);
  if (order.status !== "ARRIVED" || arrival === null || arrival.lost !== null || lost.atMs < arrival.atMs) return false;
  const changes = { arrivalLostAt: new Date(lost.atMs), arrivalLostReason: lost.reason };
  return (await changeOrder(tx, eq(orders.id, order.id), changes)) !== null;
}
