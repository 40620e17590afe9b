import { isInBounds } from "../bounding-box.ts";
import { haversineM } from "../geo.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { isInServiceArea, MAX_AREA_POINTS, type ServiceArea, serviceAreaBounds } from "../service-area.ts";

type Point = readonly [lng: number, lat: number];
type Segment = readonly [from: Point, to: Point];

const MIN_DIAGONAL_M = 500;
const MAX_DIAGONAL_M = 500_000;
/** Neighbours share a border that each has drawn by itself: closer than about 20 m counts as the same line. */
const SAME_LINE_DEG = 0.000_2;

/** Whether an area is one that a city can have: closed rings that do not cross themselves, of the size of a city or a region. */
export function validateServiceArea(area: ServiceArea): Result<ServiceArea, Refusal<"INVALID_INPUT">> {
  const rings = ringsOf(area);
  const refuse = (message: string): Result<never, Refusal<"INVALID_INPUT">> => err({ code: "INVALID_INPUT", message });
  // Every edge is held against every other one.
  if (rings.reduce((sum, ring) => sum + ring.length, 0) > MAX_AREA_POINTS) {
    return refuse(`A service area has at most ${MAX_AREA_POINTS} points. Simplify its outline.`);
  }
  if (!rings.every(isClosed)) return refuse("Every ring of a service area ends at its first point.");
  const bounds = serviceAreaBounds(area);
  const diagonalM =
    bounds === null ? 0 : haversineM({ lat: bounds[1], lng: bounds[0] }, { lat: bounds[3], lng: bounds[2] });
  if (diagonalM < MIN_DIAGONAL_M || diagonalM > MAX_DIAGONAL_M) {
    return refuse("A service area is between 500 m and 500 km across.");
  }
  if (rings.some(crossesItself)) return refuse("The outline of a service area does not cross itself.");
  return ok(area);
}

/** Whether two areas share ground; a common border is none. */
export function doAreasOverlap(a: ServiceArea, b: ServiceArea): boolean {
  const [boundsA, boundsB] = [serviceAreaBounds(a), serviceAreaBounds(b)];
  if (boundsA === null || boundsB === null) return false;
  if (boundsA[0] > boundsB[2] || boundsB[0] > boundsA[2] || boundsA[1] > boundsB[3] || boundsB[1] > boundsA[3])
    return false;
  const [edgesA, edgesB] = [edgesOf(a), edgesOf(b)];
  const hasPointWithin = (inner: readonly Segment[], outer: ServiceArea, outerEdges: readonly Segment[]): boolean =>
    inner.some(([from, to]) => [from, middleOf(from, to)].some((point) => isWithin(point, outer, outerEdges)));
  return (
    edgesA.some((edge) => edgesB.some((other) => doCross(edge, other))) ||
    hasPointWithin(edgesA, b, edgesB) ||
    hasPointWithin(edgesB, a, edgesA) ||
    // The same outline twice: no corner of one is off the border of the other.
    innerPointsOf(a).some((point) => isWithin(point, b, edgesB))
  );
}

function ringsOf(area: ServiceArea): readonly (readonly Point[])[] {
  return area.type === "Polygon" ? area.coordinates : area.coordinates.flat();
}

function edgesOf(area: ServiceArea): readonly Segment[] {
  return ringsOf(area).flatMap(segmentsOf);
}

function segmentsOf(ring: readonly Point[]): readonly Segment[] {
  return ring.slice(1).flatMap((to, index): Segment[] => {
    const from = ring[index];
    return from === undefined || isSame(from, to) ? [] : [[from, to]];
  });
}

function isClosed(ring: readonly Point[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  return first !== undefined && last !== undefined && isSame(first, last);
}

function isSame(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function middleOf(a: Point, b: Point): Point {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

/** Inside and off the border. */
function isWithin(point: Point, area: ServiceArea, edges: readonly Segment[]): boolean {
  const [lng, lat] = point;
  const bounds = serviceAreaBounds(area);
  if (bounds === null || !isInBounds(bounds, { lat, lng }) || !isInServiceArea(area, { lat, lng })) return false;
  return edges.every((edge) => distanceDeg(point, edge) > SAME_LINE_DEG);
}

/** Of each polygon a point inside it: the middle of the widest piece of a line across it. */
function innerPointsOf(area: ServiceArea): readonly Point[] {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  return polygons.flatMap((rings): Point[] => {
    const bounds = serviceAreaBounds({ type: "Polygon", coordinates: rings });
    if (bounds === null) return [];
    const lat = (bounds[1] + bounds[3]) / 2 + SAME_LINE_DEG / 7;
    const crossings = rings
      .flatMap(segmentsOf)
      .filter(([from, to]) => from[1] > lat !== to[1] > lat)
      .map(([from, to]) => from[0] + ((to[0] - from[0]) * (lat - from[1])) / (to[1] - from[1]))
      .toSorted((a, b) => a - b);
    let widest: readonly [number, number] = [0, 0];
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const [west = 0, east = 0] = crossings.slice(index, index + 2);
      if (east - west > widest[1] - widest[0]) widest = [west, east];
    }
    return widest[1] > widest[0] ? [[(widest[0] + widest[1]) / 2, lat]] : [];
  });
}

/** Whether each of two lines has its ends on both sides of the other, by more than the width of a border. */
function doCross(a: Segment, b: Segment): boolean {
  return isSplitBy(a, b, SAME_LINE_DEG) && isSplitBy(b, a, SAME_LINE_DEG);
}

function isSplitBy([from, to]: Segment, line: Segment, toleranceDeg: number): boolean {
  const [left, right] = [offsetDeg(from, line), offsetDeg(to, line)];
  return (left > toleranceDeg && right < -toleranceDeg) || (left < -toleranceDeg && right > toleranceDeg);
}

/** How far the point lies to the left of the line, in degrees. */
function offsetDeg([lng, lat]: Point, [from, to]: Segment): number {
  const [dLng, dLat] = [to[0] - from[0], to[1] - from[1]];
  return (dLng * (lat - from[1]) - dLat * (lng - from[0])) / Math.hypot(dLng, dLat);
}

function distanceDeg(point: Point, [from, to]: Segment): number {
  const [dLng, dLat] = [to[0] - from[0], to[1] - from[1]];
  const along = ((point[0] - from[0]) * dLng + (point[1] - from[1]) * dLat) / (dLng ** 2 + dLat ** 2);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(point[0] - from[0] - share * dLng, point[1] - from[1] - share * dLat);
}

function crossesItself(ring: readonly Point[]): boolean {
  const segments = segmentsOf(ring);
  return segments.some((segment, index) =>
    segments.slice(index + 1).some((other) => isSplitBy(segment, other, 0) && isSplitBy(other, segment, 0)),
  );
}
