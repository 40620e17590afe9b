import type { ServiceContext } from "../context.ts";
import type { SettleTripCommand } from "./settle-trips.ts";

const DEFAULT_AGE_S = 30;
const LIMIT = 500;

/**
 * The settlements that are overdue: trips that ended a while ago, are not settled and have no dead letter. A wiped queue
 * or a lost message is made good by handing these to `settleTrips` again, which settles each at most once.
 */
export async function findOverdueSettlements(
  ctx: Pick<ServiceContext, "db" | "clock">,
  ageS: number = DEFAULT_AGE_S,
): Promise<(SettleTripCommand & { readonly cityId: string })[]> {
  const before = new Date(ctx.clock().getTime() - ageS * 1_000).toISOString();
  const rows = await ctx.db.$client<{ id: string; city_id: string; kind: SettleTripCommand["kind"] }[]>`
    SELECT o.id, o.city_id, CASE WHEN o.status = 'CANCELLED' THEN 'cancel-fee'
      WHEN o.payment_method = 'wallet' THEN 'capture' ELSE 'cash-commission' END AS kind
    FROM orders o
    WHERE o.settled_at IS NULL AND o.ended_at < ${before}
      AND (o.status = 'FINISHED' OR (o.status = 'CANCELLED' AND o.cancel_fee_minor > 0))
      AND NOT EXISTS (
        SELECT FROM dead_letters d
        WHERE d.order_id = o.id AND d.queue = 'wallet-transactions' AND d.replayed_at IS NULL)
    ORDER BY o.ended_at LIMIT ${LIMIT}`;
  return rows.map((row) => ({ kind: row.kind, orderId: row.id, cityId: row.city_id }));
}
