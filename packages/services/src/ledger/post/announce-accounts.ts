import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { AtlasEvent } from "../../atlas-event.ts";
import type { ServiceContext } from "../../context.ts";

const walletRow = z.object({ cityId: z.string(), userId: z.string() });

/** Tells the watchers of the wallets among these accounts, after the commit. The platform's own have none. */
export async function announceAccounts(
  ctx: Pick<ServiceContext, "db" | "events">,
  accountIds: readonly string[],
): Promise<void> {
  for (const event of await walletEvents(ctx.db, accountIds)) ctx.events.publish(event);
}

/** The events for the watchers of the wallets among these accounts, for a caller that commits later. */
export async function walletEvents(db: Queryable, accountIds: readonly string[]): Promise<AtlasEvent[]> {
  const statement = sql`
    SELECT city_id AS "cityId", owner_id AS "userId" FROM ledger.accounts
    WHERE id = ANY (${sql.param([...accountIds])}::uuid[]) AND owner_id IS NOT NULL`;
  return (await query(db, walletRow, statement)).map((wallet) => ({ kind: "wallet", ...wallet }));
}
