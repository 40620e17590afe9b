import { SETTLEMENT_KINDS } from "@atlas/core/ledger";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import type { SettleTripCommand } from "./settle-trips.ts";

const DEFAULT_AGE_S = 30;
const LIMIT = 500;

const overdueRow = z.object({ kind: z.enum(SETTLEMENT_KINDS), orderId: z.string(), cityId: z.string() });

/**
 * The settlements that are overdue: trips that ended a while ago, are not settled and have no dead letter. A wiped queue
 * or a lost message is made good by handing these to `settleTrips` again, which settles each at most once.
 */
export async function findOverdueSettlements(
  ctx: Pick<ServiceContext, "db" | "clock">,
  ageS: number = DEFAULT_AGE_S,
): Promise<(SettleTripCommand & { readonly cityId: string })[]> {
  const before = new Date(ctx.clock().getTime() - ageS * 1_000).toISOString();
  const statement = sql`
    SELECT o.id AS "orderId", o.city_id AS "cityId", CASE WHEN o.status = 'CANCELLED' THEN 'cancel-fee'
      WHEN o.payment_method = 'wallet' THEN 'capture' ELSE 'cash-commission' END AS kind
    FROM orders o
    WHERE o.settled_at IS NULL AND o.ended_at < ${before}
      AND (o.status = 'FINISHED' OR (o.status = 'CANCELLED' AND o.cancel_fee_minor > 0))
      AND NOT EXISTS (
        SELECT FROM dead_letters d
        WHERE d.order_id = o.id AND d.queue = 'wallet-transactions' AND d.replayed_at IS NULL)
    ORDER BY o.ended_at LIMIT ${LIMIT}`;
  return await query(ctx.db, overdueRow, statement);
}
