import type { ServiceContext } from "../context.ts";

/** What a dashboard shows of the books at this moment. */
export interface LedgerFigures {
  readonly openHolds: number;
  /** Open past their end; the upkeep voids them within a minute. */
  readonly overdueHolds: number;
  /** How far the chain's head is behind the newest transfer; some ten seconds when all is well. */
  readonly chainLagS: number;
}

/** Reads open rows and the ends of two tables. */
export async function ledgerFigures(ctx: Pick<ServiceContext, "db">): Promise<LedgerFigures> {
  const [row] = await ctx.db.$client<{ open: number; overdue: number; lag: number }[]>`
    SELECT count(*)::int AS open, (count(*) FILTER (WHERE h.expires_at < clock.now()))::int AS overdue,
      (SELECT coalesce(extract(epoch FROM greatest(interval '0', newest.at - coalesce(head.at, newest.at - interval '1 day'))), 0)
       FROM (SELECT at FROM ledger.transfers ORDER BY id DESC LIMIT 1) newest
       LEFT JOIN (SELECT t.at FROM ledger.chain_links l JOIN ledger.transfers t ON t.id = l.transfer_id
         ORDER BY l.position DESC LIMIT 1) head ON true)::float8 AS lag
    FROM ledger.holds h WHERE h.status = 'open'`;
  return { openHolds: row?.open ?? 0, overdueHolds: row?.overdue ?? 0, chainLagS: row?.lag ?? 0 };
}

/** The sum of all balances of each currency: 0n in sound books. Reads every account, so not too often. */
export async function ledgerImbalances(
  ctx: Pick<ServiceContext, "db">,
): Promise<readonly { readonly currency: string; readonly sumMinor: bigint }[]> {
  const rows = await ctx.db.$client<{ currency: string; sum: bigint }[]>`
    SELECT currency, sum(posted)::bigint AS sum FROM ledger.accounts GROUP BY currency`;
  return rows.map(({ currency, sum }) => ({ currency, sumMinor: sum }));
}
