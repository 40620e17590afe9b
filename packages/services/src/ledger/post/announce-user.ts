import type { ServiceContext } from "../../context.ts";

/** Tells the watchers of a user's wallets, after the commit. */
export async function announceUser(ctx: Pick<ServiceContext, "db" | "events">, userId: string): Promise<void> {
  const rows = await ctx.db.$client<{ city_id: string }[]>`
    SELECT DISTINCT city_id FROM ledger.accounts WHERE owner_id = ${userId}`;
  for (const row of rows) ctx.events.publish({ kind: "wallet", cityId: row.city_id, userId });
}
