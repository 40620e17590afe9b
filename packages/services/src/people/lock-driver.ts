import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";

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
