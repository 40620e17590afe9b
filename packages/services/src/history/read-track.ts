import type { Queryable } from "@atlas/db/connect";
import { gpsPoints } from "@atlas/db/schema/history";
import { and, asc, eq, gt, gte, lte } from "drizzle-orm";
import type { TrackPoint } from "./summarise-track.ts";

export interface ArchivedPoint extends TrackPoint {
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly isMock: boolean;
}

/** A day of the app's fastest, a ping every 2.9 s; a longer track is cut off at its end. */
export const MAX_POINTS = 30_000;

/** So many rows take the event loop some milliseconds. */
const PAGE = 1_000;

interface TrackSpan {
  readonly driverId: string;
  readonly from: Date;
  readonly to: Date;
}

/**
 * A driver's archived points of a time span (both ends included), in order of time, each instant once. They come page by page, so that
 * others have their turn in between.
 */
export async function readTrack(
  db: Queryable,
  { limit = MAX_POINTS, ...span }: TrackSpan & { readonly limit?: number },
): Promise<ArchivedPoint[]> {
  const track: ArchivedPoint[] = [];
  for (;;) {
    const pageLimit = Math.min(PAGE, limit - track.length);
    const page = await readPage(db, span, { afterMs: track.at(-1)?.atMs ?? null, limit: pageLimit });
    track.push(...page);
    if (page.length < pageLimit || track.length >= limit) return track;
  }
}

async function readPage(
  db: Queryable,
  { driverId, from, to }: TrackSpan,
  { afterMs, limit }: { readonly afterMs: number | null; readonly limit: number },
): Promise<ArchivedPoint[]> {
  const { recordedAt } = gpsPoints;
  const begin = afterMs === null ? gte(recordedAt, from) : gt(recordedAt, new Date(afterMs));
  const rows = await db
    .selectDistinctOn([recordedAt], {
      recordedAt,
      lat: gpsPoints.lat,
      lng: gpsPoints.lng,
      headingDeg: gpsPoints.headingDeg,
      speedMps: gpsPoints.speedMps,
      isMock: gpsPoints.isMock,
    })
    .from(gpsPoints)
    .where(and(eq(gpsPoints.driverId, driverId), begin, lte(recordedAt, to)))
    .orderBy(asc(recordedAt))
    .limit(limit);
  return rows.map(({ recordedAt: at, ...point }) => ({ ...point, atMs: at.getTime() }));
}
