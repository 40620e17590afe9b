import type { Queryable } from "@atlas/db/connect";
import { gpsPoints } from "@atlas/db/schema/history";
import { and, asc, eq, gte, lte } from "drizzle-orm";
import type { TrackPoint } from "./summarise-track.ts";

export interface ArchivedPoint extends TrackPoint {
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly isMock: boolean;
}

/** A day of the app's fastest, a ping every 2.9 s; a longer track is cut off at its end. */
export const MAX_POINTS = 30_000;

/** A driver's archived points of a time span (both ends included), in order of time, each instant once. */
export async function readTrack(
  db: Queryable,
  { driverId, from, to, limit = MAX_POINTS }: { driverId: string; from: Date; to: Date; limit?: number },
): Promise<ArchivedPoint[]> {
  const rows = await db
    .selectDistinctOn([gpsPoints.recordedAt], {
      recordedAt: gpsPoints.recordedAt,
      lat: gpsPoints.lat,
      lng: gpsPoints.lng,
      headingDeg: gpsPoints.headingDeg,
      speedMps: gpsPoints.speedMps,
      isMock: gpsPoints.isMock,
    })
    .from(gpsPoints)
    .where(and(eq(gpsPoints.driverId, driverId), gte(gpsPoints.recordedAt, from), lte(gpsPoints.recordedAt, to)))
    .orderBy(asc(gpsPoints.recordedAt))
    .limit(limit);
  return rows.map(({ recordedAt, ...point }) => ({ ...point, atMs: recordedAt.getTime() }));
}
