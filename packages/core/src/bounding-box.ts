import { EARTH_RADIUS_M, type LatLng } from "./geo.ts";

/** Degrees: west, south, east, north. Boxes do not cross the antimeridian. */
export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** The smallest box around the points, or null for none. */
export function boundsOf(points: Iterable<LatLng>): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { lat, lng } of points) {
    west = Math.min(west, lng);
    south = Math.min(south, lat);
    east = Math.max(east, lng);
    north = Math.max(north, lat);
  }
  return west === Infinity ? null : [west, south, east, north];
}

/** The box that reaches at least `radiusM` metres from the point in every direction. */
export function boundsAround(point: LatLng, radiusM: number): Bounds {
  const latSpan = (radiusM / EARTH_RADIUS_M) * (180 / Math.PI);
  const widestLat = Math.min(90, Math.abs(point.lat) + latSpan);
  const lngSpan = latSpan / Math.max(1e-9, Math.cos((widestLat * Math.PI) / 180));
  return [
    Math.max(-180, point.lng - lngSpan),
    Math.max(-90, point.lat - latSpan),
    Math.min(180, point.lng + lngSpan),
    Math.min(90, point.lat + latSpan),
  ];
}

/** Whether the point lies in the box, its edge included. */
export function isInBounds([west, south, east, north]: Bounds, { lat, lng }: LatLng): boolean {
  return lng >= west && lng <= east && lat >= south && lat <= north;
}

/** The middle of the box. */
export function centerOf([west, south, east, north]: Bounds): LatLng {
  return { lat: (south + north) / 2, lng: (west + east) / 2 };
}
