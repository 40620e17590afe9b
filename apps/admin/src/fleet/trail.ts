import type { MapPoint } from "@atlas/ui/map/map-city";
import type { TrackStretch } from "@atlas/ui/map/track-line";

import { stretchesOf as stretchesOfTrack } from "../replay/track.ts";

/** A place of a trail; the times of one trail are of one clock. */
export interface TrailPoint extends MapPoint {
  readonly atMs: number;
}

const TRAIL_MS = 300_000;
/** Beyond it nobody knows how the car went from one position to the next. */
const GAP_MS = 45_000;

/** The trail with one place more, without what is older than five minutes. A place that is no newer than the last adds nothing. */
export function withPoint(trail: readonly TrailPoint[], point: TrailPoint): readonly TrailPoint[] {
  const last = trail.at(-1);
  if (last !== undefined && last.atMs >= point.atMs) return trail;
  return [...trail.filter(({ atMs }) => atMs >= point.atMs - TRAIL_MS), point];
}

/** What was known before, and what has been seen since, without what is older than five minutes. */
export function joined(past: readonly TrailPoint[], seen: readonly TrailPoint[]): readonly TrailPoint[] {
  const newestMs = (seen.at(-1) ?? past.at(-1))?.atMs ?? 0;
  return [...past, ...seen].filter(({ atMs }) => atMs >= newestMs - TRAIL_MS);
}

/** The trail as lines: dashed where nothing was heard for a while. */
export function stretchesOf(trail: readonly TrailPoint[]): readonly TrackStretch[] {
  return stretchesOfTrack({ points: trail, times: trail.map(({ atMs }) => atMs) }, GAP_MS);
}
