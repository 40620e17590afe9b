import { query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";

/** What a dashboard shows of the books at this moment. */
export interface LedgerMetrics {
  readonly openHolds: number;
  /** Open past their end; the upkeep voids them within a minute. */
  readonly overdueHolds: number;
  /** How far the chain's head is behind the newest transfer; some ten seconds when all is well. */
  readonly chainLagS: number;
}

const metricsRow = z.object({ openHolds: z.int(), overdueHolds: z.int(), chainLagS: z.number() });
const imbalanceRow = z.object({ currency: z.string(), sumMinor: z.bigint() });

/** Reads open rows and the ends of two tables. */
export async function readLedgerMetrics(ctx: Pick<ServiceContext, "db">): Promise<LedgerMetrics> {
  const statement = sql`
    SELECT count(*)::int AS "openHolds", (count(*) FILTER (WHERE h.expires_at < clock.now()))::int AS "overdueHolds",
      coalesce((SELECT extract(epoch FROM greatest(interval '0', newest.at - coalesce(head.at, newest.at - interval '1 day')))
       FROM (SELECT at FROM ledger.transfers ORDER BY id DESC LIMIT 1) newest
       LEFT JOIN (SELECT t.at FROM ledger.chain_links l JOIN ledger.transfers t ON t.id = l.transfer_id
         ORDER BY l.position DESC LIMIT 1) head ON true), 0)::float8 AS "chainLagS"
    FROM ledger.holds h WHERE h.status = 'open'`;
  return await queryOne(ctx.db, metricsRow, statement);
}

/** The sum of all balances of each currency: 0n in sound books. Reads every account, so not too often. */
export async function ledgerImbalances(
  ctx: Pick<ServiceContext, "db">,
): Promise<readonly { readonly currency: string; readonly sumMinor: bigint }[]> {
  const statement = sql`SELECT currency, sum(posted)::bigint AS "sumMinor" FROM ledger.accounts GROUP BY currency`;
  return await query(ctx.db, imbalanceRow, statement);
}
