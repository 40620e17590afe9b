import type { Queryable } from "@atlas/db/connect";
import { query, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const debtRow = z.object({ amountMinor: z.bigint(), orderId: z.string().nullable(), at: timeColumn });

export interface RiderDebt {
  readonly amountMinor: bigint;
  /** The trip that it came from; of several the last. */
  readonly orderId: string | null;
  readonly at: Date;
}

/** What a rider owes in a city: a fee of a cash trip that the wallet did not cover. Null when nothing is owed. */
export async function readRiderDebt(
  db: Queryable,
  { riderId, cityId }: { readonly riderId: string; readonly cityId: string },
): Promise<RiderDebt | null> {
  const rows = await query(
    db,
    debtRow,
    sql`
      SELECT -d.posted AS "amountMinor", last.order_id AS "orderId", last.at
      FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
      CROSS JOIN LATERAL (
        SELECT t.order_id, e.at FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
        WHERE e.account_id = d.id AND e.amount < 0 ORDER BY e.seq DESC LIMIT 1) last
      WHERE w.owner_id = ${riderId}::uuid AND w.kind = 'rider_wallet' AND w.city_id = ${cityId} AND d.posted < 0`,
  );
  return rows[0] ?? null;
}
