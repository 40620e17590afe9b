import { destination, type LatLng } from "@atlas/core/geo";
import { DEGREES_PER_UNIT, MAIN, type RoadGraph } from "@atlas/core/roads/road-graph";
import type { ServiceArea } from "@atlas/core/service-area";

/** Pickups lie a little off the outermost road. */
const MARGIN_M = 400;

/** The convex outline of all streets of the strongly connected part, 400 m wider: where rides can start and end. */
export function serviceAreaOf(graph: RoadGraph): ServiceArea {
  const points: [number, number][] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (((graph.nodeFlags[node] ?? 0) & MAIN) === 0) continue;
    points.push([(graph.nodeLng[node] ?? 0) * DEGREES_PER_UNIT, (graph.nodeLat[node] ?? 0) * DEGREES_PER_UNIT]);
  }
  const wide = convexHull(points).flatMap(([lng, lat]) => octagon({ lat, lng }));
  const outline = convexHull(wide).map(([lng, lat]): [number, number] => [round(lng), round(lat)]);
  const first = outline[0];
  return { type: "Polygon", coordinates: [first === undefined ? [] : [...outline, first]] };
}

function octagon(point: LatLng): [number, number][] {
  return Array.from({ length: 8 }, (_, index): [number, number] => {
    const { lat, lng } = destination(point, index * 45, MARGIN_M);
    return [lng, lat];
  });
}

/** Andrew's monotone chain, counter-clockwise, without the closing point. */
function convexHull(points: readonly [number, number][]): [number, number][] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (ordered: readonly [number, number][]): [number, number][] => {
    const chain: [number, number][] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turn(a: [number, number] | undefined, b: [number, number] | undefined, c: [number, number]): number {
  if (a === undefined || b === undefined) return 0;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
