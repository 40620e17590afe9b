import { orders } from "@atlas/db/schema/orders";
import { type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import type { OrderRow } from "./find-order.ts";

/** What may be set on an order; its version is raised with it. */
export type OrderChanges = Omit<PgUpdateSetSource<typeof orders>, "version">;

/**
 * Writes what watchers of an order see: with the changes its version rises, and it is published. Null when no order is as
 * `where` says; the caller sees to it that at most one is.
 */
export async function changeOrder(
  tx: UnitOfWork,
  where: SQL | undefined,
  changes: OrderChanges,
): Promise<OrderRow | null> {
  const [changed] = await tx
    .update(orders)
    .set({ ...changes, version: sql`${orders.version} + 1` })
    .where(where)
    .returning();
  if (!changed) return null;
  publishOrder(tx, changed);
  return changed;
}

/** Tells the order's watchers, its rider and its driver. */
export function publishOrder(tx: UnitOfWork, order: Pick<OrderRow, "id" | "cityId" | "riderId" | "driverId">): void {
  const { id: orderId, cityId, riderId, driverId } = order;
  tx.publish({ kind: "order", cityId, orderId, riderId, driverId });
}
