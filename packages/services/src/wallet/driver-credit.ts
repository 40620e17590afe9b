import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const creditRow = z.object({ owner_id: z.string(), available: z.bigint() });

/**
 * The available credit of drivers by id, in minor units; a driver without a wallet, or with a frozen one, has none
 * and is missing. Whoever is below `cities.minimum_driver_credit_minor` is offered no cash trips.
 */
export async function readDriverCredits(
  db: Queryable,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  if (driverIds.length === 0) return new Map();
  const rows = await query(
    db,
    creditRow,
    sql`
      SELECT owner_id, posted - held AS available FROM ledger.accounts
      WHERE owner_id = ANY(${sql.param([...driverIds])}::uuid[]) AND kind = 'driver_wallet' AND frozen_at IS NULL`,
  );
  return new Map(rows.map((row) => [row.owner_id, row.available]));
}
