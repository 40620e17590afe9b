import type { KnownPosition } from "@atlas/core/evidence/evidence";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";

/** A trip whose memory is made anew is caught up with over a few passes. */
const MAX_PER_TRIP = 2_000;

export interface Since {
  readonly driverId: string;
  /** Positions after this instant are wanted. */
  readonly afterMs: number;
}

const row = z.object({ index: z.int(), atMs: z.number(), lat: z.number(), lng: z.number(), isMock: z.boolean() });

/**
 * The positions in the history that are newer than what is known of each driver, in order of time. The history has every
 * position that was taken, in whatever order the phones sent them, and a dead worker takes nothing of it along.
 */
export async function readRecentFixes(
  ctx: Pick<ServiceContext, "db" | "clock">,
  since: readonly Since[],
): Promise<readonly (readonly KnownPosition[])[]> {
  const fixes = since.map((): KnownPosition[] => []);
  if (since.length === 0) return fixes;
  // The outermost instants are what Postgres chooses the days by.
  const earliest = new Date(Math.min(...since.map(({ afterMs }) => afterMs))).toISOString();
  const rows = await query(
    ctx.db,
    row,
    sql`
      SELECT t.index::int AS index, (extract(epoch FROM g.recorded_at) * 1000)::float8 AS "atMs", g.lat, g.lng, g.is_mock AS "isMock"
      FROM unnest(${sql.param(since.map(({ driverId }) => driverId))}::uuid[],
        ${sql.param(since.map(({ afterMs }) => new Date(afterMs).toISOString()))}::text[])
        WITH ORDINALITY AS t (driver_id, after, index)
      CROSS JOIN LATERAL (
        SELECT recorded_at, lat, lng, is_mock FROM gps_points
        WHERE driver_id = t.driver_id AND recorded_at > t.after::timestamptz
          AND recorded_at > ${earliest}::timestamptz AND recorded_at <= ${ctx.clock().toISOString()}::timestamptz
        ORDER BY recorded_at LIMIT ${MAX_PER_TRIP}) AS g
      ORDER BY t.index, g.recorded_at`,
  );
  for (const { index, ...fix } of rows) fixes[index - 1]?.push(fix);
  return fixes;
}
