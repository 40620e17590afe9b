import { graceSchema } from "@atlas/core/fields";
import { isoTimeColumn, query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { inSnapshot } from "./in-snapshot.ts";

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

const countsRow = z.object({ orders: z.coerce.number(), captures: z.coerce.number(), deadLetters: z.coerce.number() });
const unmatchedRow = z.object({
  orderId: z.string(),
  cityId: z.string(),
  endedAt: isoTimeColumn,
  captures: z.int(),
  deadLetters: z.int(),
});

/** Holds every finished wallet trip against its capture or dead letter: exactly one of them. */
export const ordersAgainstCaptures = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ graceS: graceSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, _, input): Promise<OrdersAgainstCaptures> {
    const at = ctx.clock().toISOString();
    const graceS = input.graceS ?? DEFAULT_GRACE_S;
    const matched = sql`ledger.orders_against_captures(${at}, make_interval(secs => ${graceS}))`;
    // One snapshot for both: trips end meanwhile.
    return await inSnapshot(ctx.db, async (tx) => {
      const counts = await queryOne(
        tx,
        countsRow,
        sql`
          SELECT count(*) AS orders, coalesce(sum(captures), 0) AS captures, coalesce(sum(dead_letters), 0) AS "deadLetters"
          FROM ${matched}`,
      );
      const findings = await query(
        tx,
        unmatchedRow,
        sql`
          SELECT order_id AS "orderId", city_id AS "cityId", ended_at AS "endedAt", captures, dead_letters AS "deadLetters"
          FROM ${matched} WHERE captures + dead_letters <> 1 ORDER BY ended_at, order_id LIMIT ${MAX_FINDINGS}`,
      );
      return { at, isClean: findings.length === 0, ...counts, findings };
    });
  },
});
