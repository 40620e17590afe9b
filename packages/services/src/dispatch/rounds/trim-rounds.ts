import { dispatchRounds } from "@atlas/db/schema/orders";
import { inArray, type SQL, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";

const DAY_MS = 86_400_000;
/** A day of a busy city's rounds must not go in one long transaction. */
const BATCH = 5_000;

export interface TrimRoundsInput {
  /** How long operators can look up why a round chose as it did. */
  readonly retentionDays: number;
}

/** Forgets matching rounds past retention, oldest first, a batch per transaction; returns how many. Run it every hour or so. */
export async function trimRounds(
  ctx: Pick<ServiceContext, "db" | "clock">,
  { retentionDays }: TrimRoundsInput,
): Promise<number> {
  let gone = 0;
  for (;;) {
    const { count } = await ctx.db
      .delete(dispatchRounds)
      .where(inArray(dispatchRounds.id, oldestRounds(ctx, retentionDays)));
    gone += count;
    if (count < BATCH) return gone;
  }
}

/** The ids of a batch past retention; served by the index on `at`. */
export function oldestRounds({ clock }: Pick<ServiceContext, "clock">, retentionDays: number): SQL {
  const before = new Date(clock().getTime() - retentionDays * DAY_MS);
  return sql`(SELECT id FROM dispatch_rounds WHERE at < ${before.toISOString()}::timestamptz ORDER BY at LIMIT ${BATCH})`;
}
