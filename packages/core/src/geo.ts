import { z } from "zod";

/** A WGS84 point in degrees. */
export interface LatLng {
  readonly lat: number;
  readonly lng: number;
}

/** A point in GeoJSON order. */
export type LngLat = readonly [lng: number, lat: number];

/** IUGG mean Earth radius in metres. */
export const EARTH_RADIUS_M = 6_371_008.8;

const RAD = Math.PI / 180;

/** A point from outside: finite, within ±90 and ±180. */
export const latLngSchema: z.ZodType<LatLng, LatLng> = z.object({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
});

/** Whether both coordinates are finite and within ±90 and ±180. */
export function isValidLatLng(point: LatLng): boolean {
  // NaN and infinities fail every comparison.
  return Math.abs(point.lat) <= 90 && Math.abs(point.lng) <= 180;
}

/** The point in GeoJSON order. */
export function toLngLat(point: LatLng): LngLat {
  return [point.lng, point.lat];
}

/** The point as an object. */
export function fromLngLat(lngLat: LngLat): LatLng {
  return { lat: lngLat[1], lng: lngLat[0] };
}

/**
 * Great-circle distance in metres between two WGS84 points (haversine, R = 6 371 008.8 m, IUGG mean radius).
 * Error against the ellipsoid ≤ 0.5 %. Not a road distance: see `RoutingProvider`.
 */
export function haversineM(a: LatLng, b: LatLng): number {
  const sinLat = Math.sin(((b.lat - a.lat) * RAD) / 2);
  const sinLng = Math.sin(((b.lng - a.lng) * RAD) / 2);
  const h = sinLat * sinLat + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * sinLng * sinLng;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial compass bearing from `a` to `b` in degrees, 0 ≤ bearing < 360 (0 is north; 0 for the same point). */
export function bearingDeg(a: LatLng, b: LatLng): number {
  const deltaLng = (b.lng - a.lng) * RAD;
  const y = Math.sin(deltaLng) * Math.cos(b.lat * RAD);
  const x =
    Math.cos(a.lat * RAD) * Math.sin(b.lat * RAD) - Math.sin(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.cos(deltaLng);
  return (Math.atan2(y, x) / RAD + 360) % 360;
}

/** The point `distanceM` metres from `start` along the great circle with initial `bearing` in degrees. */
export function destination(start: LatLng, bearing: number, distanceM: number): LatLng {
  const angle = distanceM / EARTH_RADIUS_M;
  const lat1 = start.lat * RAD;
  const sinLat2 = Math.sin(lat1) * Math.cos(angle) + Math.cos(lat1) * Math.sin(angle) * Math.cos(bearing * RAD);
  const lat2 = Math.asin(Math.max(-1, Math.min(1, sinLat2)));
  const y = Math.sin(bearing * RAD) * Math.sin(angle) * Math.cos(lat1);
  const lng = start.lng + Math.atan2(y, Math.cos(angle) - Math.sin(lat1) * sinLat2) / RAD;
  return { lat: lat2 / RAD, lng: ((lng + 540) % 360) - 180 };
}
