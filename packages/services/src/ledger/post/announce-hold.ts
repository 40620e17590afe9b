import type { ServiceContext } from "../../context.ts";

/** Tells the watchers of the wallet that a hold is on, after the commit. */
export async function announceHold(ctx: Pick<ServiceContext, "db" | "events">, holdId: string): Promise<void> {
  const rows = await ctx.db.$client<{ city_id: string; owner_id: string }[]>`
    SELECT a.city_id, a.owner_id FROM ledger.holds h JOIN ledger.accounts a ON a.id = h.account_id
    WHERE h.id = ${holdId} AND a.owner_id IS NOT NULL`;
  for (const row of rows) ctx.events.publish({ kind: "wallet", cityId: row.city_id, userId: row.owner_id });
}
