import { ASSIGNED_STATUSES } from "@atlas/core/order-machine";
import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray } from "drizzle-orm";

export type DriverRow = typeof drivers.$inferSelect;

/**
 * The driver's row, held until the transaction ends; null when another transaction holds it and `skipLocked` is set.
 * Every promise to a driver is made under this lock, so what is read after it is the truth. Taken after the order's lock.
 */
export async function lockDriver(
  tx: Transaction,
  driverId: string,
  options: { readonly skipLocked?: boolean } = {},
): Promise<DriverRow | null> {
  const [driver] = await tx
    .select()
    .from(drivers)
    .where(eq(drivers.id, driverId))
    .for("no key update", options.skipLocked ? { skipLocked: true } : {});
  return driver ?? null;
}

/** Whether the driver is bound to an order. */
export async function isOnTrip(tx: Transaction, driverId: string): Promise<boolean> {
  const trips = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.driverId, driverId), inArray(orders.status, [...ASSIGNED_STATUSES])));
  return trips.length > 0;
}
