import { bearingDeg, haversineM, type LatLng } from "./geo.ts";

/** Length of the line through the points, in metres. */
export function lengthM(points: readonly LatLng[]): number {
  let sum = 0;
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (next !== undefined) sum += haversineM(point, next);
  }
  return sum;
}

export interface PointOnLine extends LatLng {
  /** Direction of travel in degrees at this point. */
  readonly headingDeg: number;
}

/**
 * The point `distanceM` metres along the line, clamped to its ends.
 * @throws RangeError when the line has no points.
 */
export function interpolateAlong(points: readonly LatLng[], distanceM: number): PointOnLine {
  const first = points[0];
  if (first === undefined) throw new RangeError("a line needs at least one point");
  let headingDeg = 0;
  let leftM = Math.max(0, distanceM);
  let from = first;
  for (const to of points.slice(1)) {
    const segmentM = haversineM(from, to);
    if (segmentM > 0) {
      headingDeg = bearingDeg(from, to);
      if (leftM <= segmentM) {
        const share = leftM / segmentM;
        return {
          lat: from.lat + (to.lat - from.lat) * share,
          lng: from.lng + (to.lng - from.lng) * share,
          headingDeg,
        };
      }
      leftM -= segmentM;
    }
    from = to;
  }
  return { lat: from.lat, lng: from.lng, headingDeg };
}

/** The line in Google's encoded polyline format, 5 decimals by default (about 1.1 m). */
export function encodePolyline(points: readonly LatLng[], decimals = 5): string {
  const scale = 10 ** decimals;
  let [lastLat, lastLng, encoded] = [0, 0, ""];
  for (const point of points) {
    const lat = Math.round(point.lat * scale);
    const lng = Math.round(point.lng * scale);
    encoded += encodeDelta(lat - lastLat) + encodeDelta(lng - lastLng);
    [lastLat, lastLng] = [lat, lng];
  }
  return encoded;
}

function encodeDelta(delta: number): string {
  // Arithmetic instead of shifts: a delta at 7 decimals exceeds 31 bits.
  let left = delta < 0 ? -2 * delta - 1 : 2 * delta;
  let encoded = "";
  while (left >= 32) {
    encoded += String.fromCharCode(32 + (left % 32) + 63);
    left = Math.floor(left / 32);
  }
  return encoded + String.fromCharCode(left + 63);
}

/**
 * The points of an encoded polyline.
 * @throws RangeError when the text is cut off or holds a character outside the format.
 */
export function decodePolyline(encoded: string, decimals = 5): LatLng[] {
  const scale = 10 ** decimals;
  const points: LatLng[] = [];
  let [at, lat, lng] = [0, 0, 0];
  const readDelta = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const chunk = encoded.charCodeAt(at++) - 63;
      if (!(chunk >= 0 && chunk < 64)) throw new RangeError("not an encoded polyline");
      value += (chunk % 32) * factor;
      if (chunk < 32) return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
      factor *= 32;
    }
  };
  while (at < encoded.length) {
    lat += readDelta();
    lng += readDelta();
    points.push({ lat: lat / scale, lng: lng / scale });
  }
  return points;
}
