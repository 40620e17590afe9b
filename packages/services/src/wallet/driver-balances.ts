import type { Balance } from "@atlas/core/debt/balance";
import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const balanceRow = z.object({ ownerId: z.string(), availableMinor: z.bigint(), debtMinor: z.bigint() });

/**
 * What drivers have and owe, by id; a driver without a wallet, or with a frozen one, is missing: no commission could be taken
 * there, so there are no cash trips either.
 */
export async function readDriverBalances(
  db: Queryable,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, Balance>> {
  if (driverIds.length === 0) return new Map();
  const rows = await query(
    db,
    balanceRow,
    sql`
      SELECT w.owner_id AS "ownerId", w.posted - w.held AS "availableMinor", -coalesce(d.posted, 0) AS "debtMinor"
      FROM ledger.accounts w LEFT JOIN ledger.accounts d ON d.id = w.debt_account_id
      WHERE w.owner_id = ANY(${sql.param([...driverIds])}::uuid[]) AND w.kind = 'driver_wallet' AND w.frozen_at IS NULL`,
  );
  return new Map(rows.map(({ ownerId, ...balance }) => [ownerId, balance]));
}
