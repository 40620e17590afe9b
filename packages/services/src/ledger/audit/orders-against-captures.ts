import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";

const MAX_FINDINGS = 200;
/** A finished trip may wait this long for its capture before it is a finding. */
const DEFAULT_GRACE_S = 60;

/** A finished wallet trip that has not exactly one capture or one dead letter. */
export interface UnmatchedOrder {
  readonly orderId: string;
  readonly cityId: string;
  readonly endedAt: string;
  readonly captures: number;
  readonly deadLetters: number;
}

export interface OrdersAgainstCaptures {
  readonly at: string;
  readonly isClean: boolean;
  /** Finished wallet trips, and what became of them. */
  readonly orders: number;
  readonly captures: number;
  readonly deadLetters: number;
  /** The oldest first, at most 200. */
  readonly findings: readonly UnmatchedOrder[];
}

interface Row {
  order_id: string;
  city_id: string;
  ended_at: string;
  captures: number;
  dead_letters: number;
}

/** Holds every finished wallet trip against its capture or dead letter: exactly one of them. @throws DomainError FORBIDDEN */
export async function ordersAgainstCaptures(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: { readonly graceS?: number | undefined },
): Promise<OrdersAgainstCaptures> {
  operatorsOnly(actor);
  const at = ctx.clock().toISOString();
  const graceS = input.graceS ?? DEFAULT_GRACE_S;
  // One snapshot for both: trips end meanwhile.
  return await ctx.db.$client.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", async (sql) => {
    const [counts] = await sql<{ orders: bigint; captures: bigint; letters: bigint }[]>`
      SELECT count(*) AS orders, coalesce(sum(captures), 0) AS captures, coalesce(sum(dead_letters), 0) AS letters
      FROM ledger.orders_against_captures(${at}, make_interval(secs => ${graceS}))`;
    const rows = await sql<Row[]>`
      SELECT * FROM ledger.orders_against_captures(${at}, make_interval(secs => ${graceS}))
      WHERE captures + dead_letters <> 1 ORDER BY ended_at, order_id LIMIT ${MAX_FINDINGS}`;
    return {
      at,
      isClean: rows.length === 0,
      orders: Number(counts?.orders),
      captures: Number(counts?.captures),
      deadLetters: Number(counts?.letters),
      findings: rows.map((row) => ({
        orderId: row.order_id,
        cityId: row.city_id,
        endedAt: new Date(row.ended_at).toISOString(),
        captures: row.captures,
        deadLetters: row.dead_letters,
      })),
    };
  });
}
