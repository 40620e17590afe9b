import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";

const cityRow = z.object({ cityId: z.string() });

/** Tells the watchers of a user's wallets, after the commit. */
export async function announceUser(ctx: Pick<ServiceContext, "db" | "events">, userId: string): Promise<void> {
  const statement = sql`SELECT DISTINCT city_id AS "cityId" FROM ledger.accounts WHERE owner_id = ${userId}`;
  for (const { cityId } of await query(ctx.db, cityRow, statement)) {
    ctx.events.publish({ kind: "wallet", cityId, userId });
  }
}
