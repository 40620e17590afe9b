import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";

const walletRow = z.object({ cityId: z.string(), userId: z.string() });

/** Tells the watchers of the wallet that a hold is on, after the commit. */
export async function announceHold(ctx: Pick<ServiceContext, "db" | "events">, holdId: string): Promise<void> {
  const statement = sql`
    SELECT a.city_id AS "cityId", a.owner_id AS "userId" FROM ledger.holds h JOIN ledger.accounts a ON a.id = h.account_id
    WHERE h.id = ${holdId} AND a.owner_id IS NOT NULL`;
  for (const wallet of await query(ctx.db, walletRow, statement)) ctx.events.publish({ kind: "wallet", ...wallet });
}
