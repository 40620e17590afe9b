import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";

const walletRow = z.object({ cityId: z.string(), userId: z.string() });

/** Tells the watchers of the wallets among these accounts, after the commit. The platform's own have none. */
export async function announceAccounts(
  ctx: Pick<ServiceContext, "db" | "events">,
  accountIds: readonly string[],
): Promise<void> {
  const statement = sql`
    SELECT city_id AS "cityId", owner_id AS "userId" FROM ledger.accounts
    WHERE id = ANY (${sql.param([...accountIds])}::uuid[]) AND owner_id IS NOT NULL`;
  for (const wallet of await query(ctx.db, walletRow, statement)) ctx.events.publish({ kind: "wallet", ...wallet });
}
