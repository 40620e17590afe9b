import { bearingDeg, fromLngLat, haversineM, type LatLng, type LngLat } from "@atlas/core/geo";

/** A line to drive along, with the distance from its start to each of its points. */
export interface Way {
  readonly points: readonly LatLng[];
  readonly metres: readonly number[];
  readonly lengthM: number;
  /** How fast a vehicle drives it, on average. */
  readonly speedMps: number;
}

/** Where a vehicle is on its way. */
export interface WayPosition extends LatLng {
  /** 0 is north. */
  readonly headingDeg: number;
  readonly hasArrived: boolean;
}

/** The way along a GeoJSON line (at least one point) that takes `durationS`; without a duration, at `speedMps`. */
export function wayAlong(line: readonly LngLat[], pace: { durationS: number } | { speedMps: number }): Way {
  const points = line.map(fromLngLat);
  const metres = [0];
  for (let index = 1; index < points.length; index += 1) {
    const [before, here] = [points[index - 1], points[index]];
    const step = before === undefined || here === undefined ? 0 : haversineM(before, here);
    metres.push((metres[index - 1] ?? 0) + step);
  }
  const lengthM = metres.at(-1) ?? 0;
  const speedMps = "speedMps" in pace ? pace.speedMps : lengthM / Math.max(pace.durationS, 1);
  return { points, metres, lengthM, speedMps };
}

/** The place `drivenM` metres from the start of the way; its end when that is farther than the way is long. */
export function positionOn(way: Way, drivenM: number): WayPosition {
  const last = way.points.length - 1;
  const next = way.metres.findIndex((metres) => metres > drivenM);
  const index = next === -1 ? last : next;
  const to = way.points[index];
  const from = way.points[Math.max(index - 1, 0)];
  if (to === undefined || from === undefined) throw new Error("a way needs a point");
  const startM = way.metres[Math.max(index - 1, 0)] ?? 0;
  const stepM = (way.metres[index] ?? 0) - startM;
  const share = stepM === 0 ? 1 : Math.min(1, Math.max(0, (drivenM - startM) / stepM));
  return {
    lat: from.lat + (to.lat - from.lat) * share,
    lng: from.lng + (to.lng - from.lng) * share,
    headingDeg: bearingDeg(from, to),
    hasArrived: drivenM >= way.lengthM,
  };
}
