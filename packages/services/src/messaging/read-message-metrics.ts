import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";

/** What a dashboard shows of messages at this moment. */
export interface MessageMetrics {
  /** Rows of the outbox that wait to be published, and the age of the oldest. */
  readonly outboxPending: number;
  readonly outboxLagS: number;
  /** Dead letters that nobody replayed. */
  readonly deadLetters: number;
}

const metricsRow = z.object({ outboxPending: z.int(), outboxLagS: z.number(), deadLetters: z.int() });

/** Reads open rows only. */
export async function readMessageMetrics(ctx: Pick<ServiceContext, "db">): Promise<MessageMetrics> {
  const statement = sql`
    SELECT count(*)::int AS "outboxPending",
      greatest(0, coalesce(extract(epoch FROM clock.now() - min(created_at)), 0))::float8 AS "outboxLagS",
      (SELECT count(*)::int FROM dead_letters WHERE replayed_at IS NULL) AS "deadLetters"
    FROM outbox WHERE published_at IS NULL`;
  return await queryOne(ctx.db, metricsRow, statement);
}
