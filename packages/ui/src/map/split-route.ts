import type { LngLatPair, MapPoint } from "./map-city.ts";

interface SplitRoute {
  readonly driven: LngLatPair[];
  readonly ahead: LngLatPair[];
}

/**
 * Cuts a route at the point nearest to `at`, so that the part already driven can be faded. Distances are compared on a plane
 * that is true at the route's latitude, which is exact enough within a city.
 */
export function splitRoute(route: readonly LngLatPair[], at: MapPoint): SplitRoute {
  const shrink = Math.cos((at.lat * Math.PI) / 180);
  let best = { distance: Infinity, index: 0, cut: route[0] ?? ([at.lng, at.lat] as const) };
  for (let index = 0; index + 1 < route.length; index++) {
    const [from, to] = [route[index], route[index + 1]];
    if (!from || !to) continue;
    const cut = nearestOn(from, to, at, shrink);
    const distance = ((cut[0] - at.lng) * shrink) ** 2 + (cut[1] - at.lat) ** 2;
    if (distance < best.distance) best = { distance, index, cut };
  }
  return {
    driven: [...route.slice(0, best.index + 1), best.cut],
    ahead: [best.cut, ...route.slice(best.index + 1)],
  };
}

function nearestOn(from: LngLatPair, to: LngLatPair, at: MapPoint, shrink: number): LngLatPair {
  const dx = (to[0] - from[0]) * shrink;
  const dy = to[1] - from[1];
  const lengthSquared = dx * dx + dy * dy;
  if (lengthSquared === 0) return from;
  const along = ((at.lng - from[0]) * shrink * dx + (at.lat - from[1]) * dy) / lengthSquared;
  const share = Math.min(1, Math.max(0, along));
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}
