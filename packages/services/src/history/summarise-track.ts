import { haversineM, type LatLng } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";

/** A point of a track, in order of time. */
export interface TrackPoint extends LatLng {
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export interface StandStill extends LatLng {
  readonly startedAtMs: number;
  readonly durationS: number;
}

export interface TrackSummary {
  /** Encoded, precision 5, thinned to what a map can show. */
  readonly polyline: string;
  readonly drivenM: number;
  readonly durationS: number;
  readonly stops: readonly StandStill[];
}

/** GPS wanders this far around a car that stands. */
const STAND_STILL_RADIUS_M = 25;
/** Shorter ones are traffic lights. */
const SHORTEST_STOP_S = 120;
/** Points that stray less than this from the line through their neighbours do not show. */
const THIN_TO_M = 5;
/** A stretch is thinned by itself: a track made to be slow costs its length times this, not its length squared. */
const STRETCH_POINTS = 512;

/**
 * What a track amounts to: driven metres without the wander of standing still, time from first to last point, stops of
 * two minutes and more. `points` are in order of time.
 */
export function summariseTrack(points: readonly TrackPoint[]): TrackSummary {
  const legs = calm(points);
  let drivenM = 0;
  for (const [index, point] of legs.entries()) {
    const next = legs[index + 1];
    if (next !== undefined) drivenM += haversineM(point, next);
  }
  const durationMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  return {
    polyline: encodePolyline(thin(legs)),
    drivenM: Math.round(drivenM),
    durationS: Math.round(durationMs / 1_000),
    stops: stopsOf(points),
  };
}

/** Leaves out points within the wander of the one before; the last one stays, so that the end is where it was. */
function calm(points: readonly TrackPoint[]): TrackPoint[] {
  const kept: TrackPoint[] = [];
  for (const [index, point] of points.entries()) {
    const anchor = kept.at(-1);
    const isLast = index === points.length - 1;
    if (anchor === undefined || isLast || haversineM(anchor, point) > STAND_STILL_RADIUS_M) kept.push(point);
  }
  return kept;
}

function stopsOf(points: readonly TrackPoint[]): StandStill[] {
  const stops: StandStill[] = [];
  for (let from = 0; from < points.length;) {
    const anchor = points[from];
    if (anchor === undefined) break;
    let to = from;
    for (let next = points[to + 1]; next !== undefined; next = points[to + 1]) {
      if (haversineM(anchor, next) > STAND_STILL_RADIUS_M) break;
      to += 1;
    }
    const durationS = Math.round(((points[to]?.atMs ?? anchor.atMs) - anchor.atMs) / 1_000);
    if (durationS >= SHORTEST_STOP_S) {
      stops.push({ lat: anchor.lat, lng: anchor.lng, startedAtMs: anchor.atMs, durationS });
    }
    from = to + 1;
  }
  return stops;
}

/** Douglas–Peucker on a plane that is true enough over one trip, without recursion. */
function thin(points: readonly TrackPoint[]): TrackPoint[] {
  if (points.length < 3) return [...points];
  const ranges = stretches(points.length - 1);
  const keep = new Set(ranges.flat());
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [from, to] = range;
    const split = farthest(points, from, to);
    if (split === null) continue;
    keep.add(split);
    ranges.push([from, split], [split, to]);
  }
  return points.filter((_, index) => keep.has(index));
}

/** From each stretch's first index to the next one's, in all from 0 to `last`. */
function stretches(last: number): [number, number][] {
  const count = Math.ceil(last / STRETCH_POINTS);
  return Array.from({ length: count }, (_, index) => [
    index * STRETCH_POINTS,
    Math.min(last, (index + 1) * STRETCH_POINTS),
  ]);
}

function farthest(points: readonly TrackPoint[], from: number, to: number): number | null {
  const start = points[from];
  const end = points[to];
  if (start === undefined || end === undefined) return null;
  let [worst, worstM]: [number | null, number] = [null, THIN_TO_M];
  for (let index = from + 1; index < to; index += 1) {
    const point = points[index];
    const strayM = point === undefined ? 0 : distanceToSegmentM(point, start, end);
    if (strayM > worstM) [worst, worstM] = [index, strayM];
  }
  return worst;
}

const M_PER_DEG = 111_195;

function distanceToSegmentM(point: LatLng, start: LatLng, end: LatLng): number {
  const east = Math.cos((start.lat * Math.PI) / 180) * M_PER_DEG;
  const [px, py] = [(point.lng - start.lng) * east, (point.lat - start.lat) * M_PER_DEG];
  const [ex, ey] = [(end.lng - start.lng) * east, (end.lat - start.lat) * M_PER_DEG];
  const squared = ex * ex + ey * ey;
  const share = squared === 0 ? 0 : Math.max(0, Math.min(1, (px * ex + py * ey) / squared));
  return Math.hypot(px - share * ex, py - share * ey);
}
