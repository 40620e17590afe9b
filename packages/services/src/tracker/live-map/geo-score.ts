import type { LatLng } from "@atlas/core/geo";

/** Redis keeps 26 bits of each coordinate; its latitudes end where Web Mercator's do. */
const STEPS = 2 ** 26;
const HALF_BITS = 13;
const MAX_LAT = 85.05112878;

/** Whether Redis can keep the point: `GEOADD` refuses the poles. */
export function isKeepable({ lat, lng }: LatLng): boolean {
  return Math.abs(lat) <= MAX_LAT && Math.abs(lng) <= 180;
}

/**
 * The score under which Redis keeps a point in a GEO set: latitude in the even and longitude in the odd bits of 52.
 * `ZADD` with this score is `GEOADD` without two parses of decimals and an encoding in Redis' one thread.
 * @throws RangeError for a latitude beyond ±85.05112878, as `GEOADD` refuses it
 */
export function geoScore(point: LatLng): number {
  if (!isKeepable(point)) throw new RangeError("not a point that Redis can keep");
  const { lat, lng } = point;
  const y = Math.min(STEPS - 1, Math.floor(((lat + MAX_LAT) / (2 * MAX_LAT)) * STEPS));
  const x = Math.min(STEPS - 1, Math.floor(((lng + 180) / 360) * STEPS));
  // 52 bits exceed a bit operation's 32: interleave the halves.
  const high = spread(y >>> HALF_BITS) + 2 * spread(x >>> HALF_BITS);
  const low = spread(y & 0x1fff) + 2 * spread(x & 0x1fff);
  return high * STEPS + low;
}

/** The point under a score: the middle of its cell, half a metre wide, to the microdegree. */
export function placeOfScore(score: number): LatLng {
  const [high, low] = [Math.floor(score / STEPS), score % STEPS];
  const y = gather(high) * 2 ** HALF_BITS + gather(low);
  const x = gather(high >>> 1) * 2 ** HALF_BITS + gather(low >>> 1);
  return {
    lat: microdegrees(((y + 0.5) / STEPS) * 2 * MAX_LAT - MAX_LAT),
    lng: microdegrees(((x + 0.5) / STEPS) * 360 - 180),
  };
}

function microdegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

/** Moves 13 bits apart, so that one zero follows each. */
function spread(bits: number): number {
  let spreading = (bits | (bits << 8)) & 0x00ff00ff;
  spreading = (spreading | (spreading << 4)) & 0x0f0f0f0f;
  spreading = (spreading | (spreading << 2)) & 0x33333333;
  return (spreading | (spreading << 1)) & 0x55555555;
}

/** Undoes `spread`: every other bit of 26, closed up. */
function gather(bits: number): number {
  let gathering = bits & 0x55555555;
  gathering = (gathering | (gathering >>> 1)) & 0x33333333;
  gathering = (gathering | (gathering >>> 2)) & 0x0f0f0f0f;
  gathering = (gathering | (gathering >>> 4)) & 0x00ff00ff;
  return (gathering | (gathering >>> 8)) & 0x0000ffff;
}
