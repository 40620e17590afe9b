import { isErrorCode, type ErrorCode } from "@atlas/core/errors";
import type { SettlementKind } from "@atlas/core/ledger";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";

export const MAX_SETTLEMENTS_PER_BATCH = 100;

export interface SettleTripCommand {
  readonly kind: SettlementKind;
  readonly orderId: string;
  /** The message that asked for it, for the inbox; `<kind>:<orderId>` when absent. */
  readonly messageId?: string;
}

/**
 * `settled`: posted now. `already`: posted by an earlier delivery. `early`: the order is still under way; nothing was done or
 * written, and the job that its end brings about settles it. `dead`: can not be posted as things stand; a dead letter with
 * `code` was written in the same transaction.
 */
export type SettleTripResult =
  | { readonly orderId: string; readonly outcome: "settled" | "already" | "early" }
  | { readonly orderId: string; readonly outcome: "dead"; readonly code: ErrorCode };

const settledRow = z.object({
  order_id: z.string(),
  outcome: z.enum(["settled", "already", "early", "dead"]),
  code: z.string().nullable(),
  city_id: z.string().nullable(),
  rider_id: z.string().nullable(),
  driver_id: z.string().nullable(),
});
type SettledRow = z.infer<typeof settledRow>;

/**
 * Settles at most 100 trips set-based in one transaction and one round trip: holds captured, fare, commission and tax
 * posted, orders marked, inbox written. An item that cannot settle goes to the dead letters and leaves the others
 * alone. Results stand in the order of the commands.
 */
export async function settleTrips(
  ctx: Pick<ServiceContext, "db" | "events">,
  commands: readonly SettleTripCommand[],
): Promise<SettleTripResult[]> {
  if (commands.length > MAX_SETTLEMENTS_PER_BATCH) {
    throw new RangeError(`at most ${MAX_SETTLEMENTS_PER_BATCH} settlements in a batch`);
  }
  if (commands.length === 0) return [];
  // An order that has ended stays so: what is not early here can be settled whenever the ledger comes to it.
  const rows = await runLedger(
    ctx,
    settledRow,
    sql`
      WITH asked AS MATERIALIZED (
        SELECT c.n, c.kind, c.order_id, c.message,
          coalesce(o.status::text = ANY (${sql.param([...ACTIVE_STATUSES])}::text[]), false) AS is_early
        FROM unnest(
          ${sql.param(commands.map((command) => command.kind))}::text[],
          ${sql.param(commands.map((command) => command.orderId))}::uuid[],
          ${sql.param(commands.map((command) => command.messageId ?? `${command.kind}:${command.orderId}`))}::text[]
        ) WITH ORDINALITY AS c(kind, order_id, message, n) LEFT JOIN orders o ON o.id = c.order_id),
      due AS (
        SELECT coalesce(array_agg(kind ORDER BY n), '{}') AS kinds, coalesce(array_agg(order_id ORDER BY n), '{}') AS orders,
          coalesce(array_agg(message ORDER BY n), '{}') AS messages, array_agg(n ORDER BY n) AS places
        FROM asked WHERE NOT is_early),
      settled AS MATERIALIZED (
        SELECT due.places[s.ord] AS n, s.outcome, s.code, s.city_id, s.rider_id, s.driver_id
        FROM due, ledger.settle_trips(due.kinds, due.orders, due.messages) s)
      SELECT a.order_id, coalesce(s.outcome, 'early') AS outcome, s.code, s.city_id, s.rider_id, s.driver_id
      FROM asked a LEFT JOIN settled s USING (n) ORDER BY n`,
  );
  // Also what was settled already: the delivery that did it may have lost its reply, and with it the announcement.
  for (const row of rows) if (row.outcome === "settled" || row.outcome === "already") announce(ctx, row);
  return rows.map(toResult);
}

function announce(ctx: Pick<ServiceContext, "events">, row: SettledRow): void {
  const { city_id: cityId, rider_id: riderId, driver_id: driverId } = row;
  if (cityId === null || riderId === null) return;
  ctx.events.publish({ kind: "order", cityId, orderId: row.order_id, riderId, driverId });
  ctx.events.publish({ kind: "wallet", cityId, userId: riderId });
  if (driverId !== null) ctx.events.publish({ kind: "wallet", cityId, userId: driverId });
}

function toResult(row: SettledRow): SettleTripResult {
  if (row.outcome !== "dead") return { orderId: row.order_id, outcome: row.outcome };
  if (!isErrorCode(row.code)) throw new Error(`ledger.settle_trips answered an unknown code: ${row.code}`);
  return { orderId: row.order_id, outcome: "dead", code: row.code };
}
