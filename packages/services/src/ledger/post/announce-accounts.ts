import type { ServiceContext } from "../../context.ts";

/** Tells the watchers of the wallets among these accounts, after the commit. The platform's own have none. */
export async function announceAccounts(
  ctx: Pick<ServiceContext, "db" | "events">,
  accountIds: readonly string[],
): Promise<void> {
  const rows = await ctx.db.$client<{ city_id: string; owner_id: string }[]>`
    SELECT city_id, owner_id FROM ledger.accounts
    WHERE id = ANY (${[...accountIds]}::uuid[]) AND owner_id IS NOT NULL`;
  for (const row of rows) ctx.events.publish({ kind: "wallet", cityId: row.city_id, userId: row.owner_id });
}
