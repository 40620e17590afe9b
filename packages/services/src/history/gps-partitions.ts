import { query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";

const DAY_MS = 86_400_000;
/** A worker that is down for days must not leave the archive without a partition. */
const DAYS_AHEAD = 7;

const madeRow = z.object({ isMade: z.boolean() });
const droppedRow = z.object({ name: z.string() });

/** Makes the partitions of `gps_points` from yesterday to a week ahead, where they are missing; returns how many. */
export async function makeGpsPartitions(ctx: Pick<ServiceContext, "db" | "clock">): Promise<number> {
  const nowMs = ctx.clock().getTime();
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => isoDay(nowMs + (index - 1) * DAY_MS));
  let made = 0;
  // One transaction each: the lock on the parent is held for one partition only.
  for (const day of days) {
    const { isMade } = await queryOne(ctx.db, madeRow, sql`SELECT make_gps_partition(${day}::date) AS "isMade"`);
    if (isMade) made += 1;
  }
  return made;
}

export interface KeepGpsPartitionsInput {
  /** Days of points to keep; trips keep their summaries. */
  readonly retentionDays: number;
}

/** Makes partitions ahead and drops those past retention, today not counted. Run it every hour or so. */
export async function keepGpsPartitions(
  ctx: Pick<ServiceContext, "db" | "clock">,
  { retentionDays }: KeepGpsPartitionsInput,
): Promise<{ made: number; dropped: string[] }> {
  const made = await makeGpsPartitions(ctx);
  const oldest = isoDay(ctx.clock().getTime() - retentionDays * DAY_MS);
  const rows = await query(ctx.db, droppedRow, sql`SELECT drop_gps_partitions(${oldest}::date) AS name`);
  return { made, dropped: rows.map(({ name }) => name) };
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
