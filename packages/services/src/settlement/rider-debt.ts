import type { Queryable } from "@atlas/db/connect";
import { query, queryOne, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const debtRow = z.object({ amountMinor: z.bigint(), orderId: z.string().nullable(), at: timeColumn });

interface Rider {
  readonly riderId: string;
  readonly cityId: string;
}

export interface RiderDebt {
  readonly amountMinor: bigint;
  /** The trip that it came from; of several the last. */
  readonly orderId: string | null;
  readonly at: Date;
}

/**
 * What a rider owes in a city and has not paid in cash: a fee of a cash trip that the wallet did not cover, less what a driver has
 * in hand whose trip is not settled yet. Null when nothing is owed.
 */
export async function readRiderDebt(db: Queryable, { riderId, cityId }: Rider): Promise<RiderDebt | null> {
  if (!(await hasDebt(db, { riderId, cityId }))) return null;
  const rows = await query(
    db,
    debtRow,
    sql`
      SELECT -d.posted - collected.minor AS "amountMinor", last.order_id AS "orderId", last.at
      FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
      CROSS JOIN LATERAL (
        SELECT t.order_id, e.at FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
        WHERE e.account_id = d.id AND e.amount < 0 ORDER BY e.seq DESC LIMIT 1) last
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(o.carried_debt_minor), 0)::bigint AS minor FROM orders o
        WHERE o.rider_id = w.owner_id AND o.city_id = w.city_id AND o.status = 'FINISHED' AND o.settled_at IS NULL
      ) collected
      WHERE w.owner_id = ${riderId}::uuid AND w.kind = 'rider_wallet' AND w.city_id = ${cityId} AND -d.posted > collected.minor`,
  );
  return rows[0] ?? null;
}

/** Nearly nobody has: a price does not wait for the orders. */
async function hasDebt(db: Queryable, { riderId, cityId }: Rider): Promise<boolean> {
  const { owes } = await queryOne(
    db,
    z.object({ owes: z.boolean() }),
    sql`
      SELECT EXISTS (
        SELECT FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
        WHERE w.owner_id = ${riderId}::uuid AND w.kind = 'rider_wallet' AND w.city_id = ${cityId} AND d.posted < 0) AS owes`,
  );
  return owes;
}
