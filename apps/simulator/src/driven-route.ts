import { bearingDeg, fromLngLat, haversineM, type LatLng, type LngLat } from "@atlas/core/geo";

/** A line to drive along, with the distance from its start to each of its points. */
export interface DrivenRoute {
  readonly points: readonly LatLng[];
  readonly metres: readonly number[];
  readonly lengthM: number;
  /** How fast a vehicle drives it, on average. */
  readonly speedMps: number;
}

/** Where a vehicle is on its route. */
export interface RoutePosition extends LatLng {
  /** 0 is north. */
  readonly headingDeg: number;
  readonly hasArrived: boolean;
}

/** The route along a GeoJSON line (at least one point) that takes `durationS`; without a duration, at `speedMps`. */
export function routeAlong(line: readonly LngLat[], pace: { durationS: number } | { speedMps: number }): DrivenRoute {
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

/** The place `drivenM` metres from the start of the route; its end when that is farther than the route is long. */
export function positionOn(route: DrivenRoute, drivenM: number): RoutePosition {
  const last = route.points.length - 1;
  const next = route.metres.findIndex((metres) => metres > drivenM);
  const index = next === -1 ? last : next;
  const to = route.points[index];
  const from = route.points[Math.max(index - 1, 0)];
  if (to === undefined || from === undefined) throw new Error("a route needs a point");
  const startM = route.metres[Math.max(index - 1, 0)] ?? 0;
  const stepM = (route.metres[index] ?? 0) - startM;
  const share = stepM === 0 ? 1 : Math.min(1, Math.max(0, (drivenM - startM) / stepM));
  return {
    lat: from.lat + (to.lat - from.lat) * share,
    lng: from.lng + (to.lng - from.lng) * share,
    headingDeg: bearingDeg(from, to),
    hasArrived: drivenM >= route.lengthM,
  };
}
