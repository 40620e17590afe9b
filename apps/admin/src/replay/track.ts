import { bearingDeg, haversineM, type LatLng } from "@atlas/core/geo";

export interface TrackPoint extends LatLng {
  /** Of the phone itself; null where it did not say. */
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
}

/** A phone sends every three seconds; where nothing came for so long, nobody knows where the car went. */
const GAP_MS = 30_000;

/** A track in order of time, with epoch milliseconds beside each point. */
export interface Track {
  readonly points: readonly TrackPoint[];
  readonly times: readonly number[];
  readonly startMs: number;
  readonly endMs: number;
}

/** Where the car was, as far as anybody knows. */
export interface Place extends LatLng {
  readonly headingDeg: number;
  /** Metres a second; null where the phone did not say and nothing can be worked out. */
  readonly speedMps: number | null;
  /** No position came around this moment: the place is the last one before it. */
  readonly isGap: boolean;
}

/** `times` are epoch milliseconds, one for each point, ascending. Null without at least two: there is nothing to replay. */
export function trackOf(points: readonly TrackPoint[], times: readonly number[]): Track | null {
  const [startMs, endMs] = [times[0], times.at(-1)];
  if (points.length < 2 || startMs === undefined || endMs === undefined) return null;
  return { points, times, startMs, endMs };
}

interface Timed {
  readonly points: readonly LatLng[];
  /** Epoch milliseconds, one for each point, ascending. */
  readonly times: readonly number[];
}

/** The stretches of a track: `isGap` where the line only joins what is known, after longer than `gapMs` without a position. */
export function stretchesOf(
  { points, times }: Timed,
  gapMs = GAP_MS,
): { readonly isGap: boolean; readonly line: readonly LatLng[] }[] {
  const stretches: { isGap: boolean; line: LatLng[] }[] = [];
  let current: LatLng[] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before !== undefined && isGapBefore(times, index, gapMs)) {
      if (current.length > 1) stretches.push({ isGap: false, line: current });
      stretches.push({ isGap: true, line: [before, point] });
      current = [];
    }
    current.push(point);
  }
  if (current.length > 1) stretches.push({ isGap: false, line: current });
  return stretches;
}

/** Spans of time without a position, epoch milliseconds. */
export function gapsOf({ times }: Track): { readonly fromMs: number; readonly toMs: number }[] {
  return times.flatMap((toMs, index) => {
    const fromMs = times[index - 1];
    return fromMs !== undefined && isGapBefore(times, index) ? [{ fromMs, toMs }] : [];
  });
}

/** Where the car was at a moment; moments outside the track are taken as its ends. */
export function placeAt(track: Track, atMs: number): Place {
  const { points, times } = track;
  const next = Math.max(1, Math.min(firstAfter(times, atMs), points.length - 1));
  const [from, to] = [points[next - 1], points[next]];
  const [fromMs, toMs] = [times[next - 1], times[next]];
  if (from === undefined || to === undefined || fromMs === undefined || toMs === undefined) {
    throw new RangeError("a track has two points");
  }
  const spanMs = toMs - fromMs;
  const share = spanMs === 0 ? 1 : Math.max(0, Math.min(1, (atMs - fromMs) / spanMs));
  const isGap = isGapBefore(times, next) && share > 0 && share < 1;
  const metres = haversineM(from, to);
  // A car that stands has no direction; the phone's own heading is better than a wander of some metres.
  const headingDeg = metres > 5 ? bearingDeg(from, to) : (to.headingDeg ?? from.headingDeg ?? 0);
  if (isGap) return { lat: from.lat, lng: from.lng, headingDeg: from.headingDeg ?? headingDeg, speedMps: null, isGap };
  return {
    lat: from.lat + (to.lat - from.lat) * share,
    lng: from.lng + (to.lng - from.lng) * share,
    headingDeg,
    speedMps: (share < 1 ? from.speedMps : to.speedMps) ?? (spanMs === 0 ? null : (metres * 1_000) / spanMs),
    isGap,
  };
}

function isGapBefore(times: readonly number[], index: number, gapMs = GAP_MS): boolean {
  return (times[index] ?? 0) - (times[index - 1] ?? 0) > gapMs;
}

/** The index of the first time after `atMs`; the length when there is none. */
export function firstAfter(times: readonly number[], atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
