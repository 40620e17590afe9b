import type { Queryable } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { gpsPoints } from "@atlas/db/schema/history";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { MAX_POINTS } from "./read-track.ts";
import type { TrackPoint } from "./summarise-track.ts";

const numbers = z.string().transform((text) => (text === "" ? [] : text.split(",").map(Number)));
const columns = z.object({ atMs: numbers, lat: numbers, lng: numbers });

/**
 * `readTrack` without what phones say of themselves, for tracks of a whole day: a column at a time, which takes the event loop a fifth of
 * what 30,000 rows take.
 */
export async function readPoints(
  db: Queryable,
  { driverId, from, to }: { readonly driverId: string; readonly from: Date; readonly to: Date },
): Promise<TrackPoint[]> {
  const { atMs, lat, lng } = await queryOne(
    db,
    columns,
    sql`
      SELECT coalesce(string_agg(at_ms::text, ',' ORDER BY at_ms), '') AS "atMs",
        coalesce(string_agg(lat::text, ',' ORDER BY at_ms), '') AS lat,
        coalesce(string_agg(lng::text, ',' ORDER BY at_ms), '') AS lng
      FROM (
        SELECT DISTINCT ON (recorded_at) (extract(epoch FROM recorded_at) * 1000)::bigint AS at_ms, lat, lng
        FROM ${gpsPoints}
        WHERE driver_id = ${driverId} AND recorded_at >= ${from.toISOString()} AND recorded_at <= ${to.toISOString()}
        ORDER BY recorded_at LIMIT ${MAX_POINTS}
      ) AS point`,
  );
  return atMs.map((instant, index) => ({
    atMs: instant,
    lat: lat[index] ?? Number.NaN,
    lng: lng[index] ?? Number.NaN,
  }));
}
