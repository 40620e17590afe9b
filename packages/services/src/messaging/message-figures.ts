import type { ServiceContext } from "../context.ts";

/** What a dashboard shows of messages at this moment. */
export interface MessageFigures {
  /** Rows of the outbox that wait to be published, and the age of the oldest. */
  readonly outboxPending: number;
  readonly outboxLagS: number;
  /** Dead letters that nobody replayed. */
  readonly deadLetters: number;
}

/** Reads open rows only. */
export async function messageFigures(ctx: Pick<ServiceContext, "db">): Promise<MessageFigures> {
  const [row] = await ctx.db.$client<{ pending: number; lag: number; letters: number }[]>`
    SELECT count(*)::int AS pending,
      greatest(0, coalesce(extract(epoch FROM clock.now() - min(created_at)), 0))::float8 AS lag,
      (SELECT count(*)::int FROM dead_letters WHERE replayed_at IS NULL) AS letters
    FROM outbox WHERE published_at IS NULL`;
  return { outboxPending: row?.pending ?? 0, outboxLagS: row?.lag ?? 0, deadLetters: row?.letters ?? 0 };
}
