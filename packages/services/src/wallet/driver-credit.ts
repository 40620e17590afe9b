import type { Queryable } from "@atlas/db/connect";
import { sql } from "drizzle-orm";

/**
 * The available credit of drivers by id, in minor units; a driver without a wallet, or with a frozen one, has none
 * and is missing. Whoever is below `cities.minimum_driver_credit_minor` is offered no cash trips.
 */
export async function readDriverCredits(
  db: Queryable,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  if (driverIds.length === 0) return new Map();
  const rows = await db.execute<{ owner_id: string; available: bigint }>(sql`
    SELECT owner_id, posted - held AS available FROM ledger.accounts
    WHERE owner_id = ANY(${sql.param([...driverIds])}::uuid[]) AND kind = 'driver_wallet' AND frozen_at IS NULL`);
  return new Map(rows.map((row) => [row.owner_id, row.available]));
}
