import type { Queryable } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { gpsPoints } from "@atlas/db/schema/history";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { MAX_POINTS } from "./read-track.ts";
import type { TrackPoint } from "./summarise-track.ts";

/** So many take the event loop, and a connection of Postgres, a few milliseconds. */
const PAGE = 1_000;

const numbers = z.string().transform((text) => (text === "" ? [] : text.split(",").map(Number)));
const columns = z.object({ atMs: numbers, lat: numbers, lng: numbers, lastAt: z.string().nullable() });

/** Both ends included. */
export interface PointSpan {
  readonly driverId: string;
  readonly from: Date;
  readonly to: Date;
}

/**
 * `readTrack` without what phones say of themselves, for tracks of a whole day: page by page, so that others have their turn in between,
 * and a column at a time, which takes the event loop a fifth of what rows take.
 */
export async function* readPoints(db: Queryable, span: PointSpan): AsyncGenerator<readonly TrackPoint[]> {
  let begin = sql`recorded_at >= ${span.from.toISOString()}`;
  for (let left = MAX_POINTS; left > 0;) {
    const limit = Math.min(PAGE, left);
    const { points, lastAt } = await readPage(db, span, { begin, limit });
    yield points;
    if (points.length < limit) return;
    left -= points.length;
    begin = sql`recorded_at > ${lastAt}::timestamptz`;
  }
}

async function readPage(
  db: Queryable,
  { driverId, to }: PointSpan,
  { begin, limit }: { readonly begin: SQL; readonly limit: number },
): Promise<{ readonly points: readonly TrackPoint[]; readonly lastAt: string | null }> {
  const { atMs, lat, lng, lastAt } = await queryOne(
    db,
    columns,
    sql`
      SELECT coalesce(string_agg(at_ms::text, ',' ORDER BY at_ms), '') AS "atMs",
        coalesce(string_agg(lat::text, ',' ORDER BY at_ms), '') AS lat,
        coalesce(string_agg(lng::text, ',' ORDER BY at_ms), '') AS lng,
        max(recorded_at)::text AS "lastAt"
      FROM (
        SELECT DISTINCT ON (recorded_at) recorded_at, (extract(epoch FROM recorded_at) * 1000)::bigint AS at_ms, lat, lng
        FROM ${gpsPoints}
        WHERE driver_id = ${driverId} AND ${begin} AND recorded_at <= ${to.toISOString()}
        ORDER BY recorded_at LIMIT ${limit}
      ) AS point`,
  );
  const points = atMs.map((instant, index) => ({
    atMs: instant,
    lat: lat[index] ?? Number.NaN,
    lng: lng[index] ?? Number.NaN,
  }));
  return { points, lastAt };
}
