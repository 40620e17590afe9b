import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { runLedger } from "./run-ledger.ts";

const DEFAULT_LIMIT = 500;

const expiredRow = z.object({ city_id: z.string(), owner_id: z.string().nullable() });

/**
 * Gives back what is held past its expiry, a batch at a time; returns how many holds. Holds of orders that are still
 * under way or unsettled, and of payouts, do not expire.
 */
export async function expireHolds(
  ctx: Pick<ServiceContext, "db" | "events" | "clock">,
  limit: number = DEFAULT_LIMIT,
): Promise<number> {
  const rows = await runLedger(
    ctx,
    expiredRow,
    sql`
      SELECT city_id, owner_id FROM ledger.expire_holds(${ctx.clock().toISOString()}, ${limit})`,
  );
  for (const row of rows) {
    if (row.owner_id !== null) ctx.events.publish({ kind: "wallet", cityId: row.city_id, userId: row.owner_id });
  }
  return rows.length;
}
