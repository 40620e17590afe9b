import { haversineM, type LatLng } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";
import type { TripStop } from "@atlas/db/schema/history";

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
  readonly pointCount: number;
  /** Epoch milliseconds of the first and the last point; null for a track without any. */
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
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
 * What a track amounts to: driven metres without the wander of standing still, time from first to last point, stops of two minutes and
 * more. The points come in order of time, in pieces of any length, so that a long track does not keep the event loop for itself.
 */
export class TrackSummariser {
  /** The line, thinned, up to the first point of the stretch. */
  readonly #line: TrackPoint[] = [];
  /** What has not been thinned yet. Points within the wander of the one before are left out. */
  #stretch: TrackPoint[] = [];
  #drivenM = 0;
  readonly #stops: StandStill[] = [];
  /** Where the car has been since when, and when it was last there. */
  #stand: { readonly anchor: TrackPoint; readonly untilMs: number } | null = null;
  #first: TrackPoint | null = null;
  #last: TrackPoint | null = null;
  #pointCount = 0;

  add(points: readonly TrackPoint[]): void {
    for (const point of points) {
      const before = this.#stretch.at(-1);
      if (before === undefined || haversineM(before, point) > STAND_STILL_RADIUS_M) this.#drive(point);
      this.#stay(point);
      this.#first ??= point;
      this.#last = point;
    }
    this.#pointCount += points.length;
  }

  /** The summary of all that was added. Nothing more may be. */
  end(): TrackSummary {
    // The last one stays, so that the end is where it was.
    if (this.#last !== null && this.#last !== this.#stretch.at(-1)) this.#drive(this.#last);
    this.#leave();
    const [firstAtMs, lastAtMs] = [this.#first?.atMs ?? null, this.#last?.atMs ?? null];
    return {
      polyline: encodePolyline([...this.#line, ...thin(this.#stretch)]),
      drivenM: Math.round(this.#drivenM),
      durationS: Math.round(((lastAtMs ?? 0) - (firstAtMs ?? 0)) / 1_000),
      stops: this.#stops,
      pointCount: this.#pointCount,
      firstAtMs,
      lastAtMs,
    };
  }

  #drive(point: TrackPoint): void {
    const before = this.#stretch.at(-1);
    if (before !== undefined) this.#drivenM += haversineM(before, point);
    this.#stretch.push(point);
    if (this.#stretch.length <= STRETCH_POINTS) return;
    this.#line.push(...thin(this.#stretch).slice(0, -1));
    this.#stretch = [point];
  }

  #stay(point: TrackPoint): void {
    if (this.#stand === null || haversineM(this.#stand.anchor, point) > STAND_STILL_RADIUS_M) {
      this.#leave();
      this.#stand = { anchor: point, untilMs: point.atMs };
    } else {
      this.#stand = { anchor: this.#stand.anchor, untilMs: point.atMs };
    }
  }

  #leave(): void {
    if (this.#stand === null) return;
    const { anchor, untilMs } = this.#stand;
    const durationS = Math.round((untilMs - anchor.atMs) / 1_000);
    if (durationS < SHORTEST_STOP_S) return;
    this.#stops.push({ lat: anchor.lat, lng: anchor.lng, startedAtMs: anchor.atMs, durationS });
  }
}

/** A stand-still as it is stored and sent. */
export function toTripStop({ startedAtMs, ...stop }: StandStill): TripStop {
  return { ...stop, startedAt: new Date(startedAtMs).toISOString() };
}

/** Douglas–Peucker on a plane that is true enough over one trip, without recursion. */
function thin(points: readonly TrackPoint[]): TrackPoint[] {
  if (points.length < 3) return [...points];
  const ranges: [number, number][] = [[0, points.length - 1]];
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
