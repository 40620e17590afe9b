import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const idRow = z.object({ id: z.string() });

/** The wallet that a user's postings go to; none for somebody without one. */
export async function walletIdsOf(db: Queryable, userId: string): Promise<string[]> {
  const rows = await query(db, idRow, sql`SELECT id FROM ledger.wallet_of(${userId}::uuid, NULL) WHERE id IS NOT NULL`);
  return rows.map(({ id }) => id);
}

/** Those of the accounts that are somebody's wallet. */
export async function walletsAmong(db: Queryable, accountIds: readonly string[]): Promise<string[]> {
  const statement = sql`
    SELECT id FROM ledger.accounts
    WHERE id = ANY (${sql.param([...accountIds])}::uuid[]) AND owner_id IS NOT NULL AND NOT is_debt`;
  return (await query(db, idRow, statement)).map(({ id }) => id);
}
