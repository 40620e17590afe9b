import type { Queryable } from "@atlas/db/connect";
import { type PointSpan, readPoints } from "./read-points.ts";
import { TrackSummariser, type TrackSummary } from "./summarise-track.ts";

/** What a driver's archived points of a time span amount to. */
export async function summarisePoints(db: Queryable, span: PointSpan): Promise<TrackSummary> {
  const track = new TrackSummariser();
  for await (const points of readPoints(db, span)) track.add(points);
  return track.end();
}
