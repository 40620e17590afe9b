import type { TripMeasure } from "@atlas/core/fare";
import type { Queryable } from "@atlas/db/connect";
import { readTrack } from "../history/read-track.ts";
import { summariseTrack, type TrackPoint } from "../history/summarise-track.ts";

export interface TripSpan {
  readonly driverId: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** A track with a longer hole, or one that misses the start or the end by more, proves nothing about the way between. */
const LONGEST_GAP_MS = 60_000;
/** Shorter trips end as quoted: there is too little to measure. */
const SHORTEST_TRIP_MS = 60_000;

/** What the archived track says was driven between start and finish, or null when it does not cover the trip. */
export async function drivenTrip(
  db: Queryable,
  { driverId, startedAt, finishedAt }: TripSpan,
): Promise<TripMeasure | null> {
  if (finishedAt.getTime() - startedAt.getTime() < SHORTEST_TRIP_MS) return null;
  const points = await readTrack(db, { driverId, from: startedAt, to: finishedAt });
  if (!isCovered(points, startedAt.getTime(), finishedAt.getTime())) return null;
  const { drivenM } = summariseTrack(points);
  return { distanceM: drivenM, durationS: (finishedAt.getTime() - startedAt.getTime()) / 1_000 };
}

function isCovered(points: readonly TrackPoint[], fromMs: number, toMs: number): boolean {
  let lastMs = fromMs;
  for (const { atMs } of [...points, { atMs: toMs }]) {
    if (atMs - lastMs > LONGEST_GAP_MS) return false;
    lastMs = atMs;
  }
  return points.length > 1;
}
