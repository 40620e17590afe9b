import type { Bounds } from "@atlas/core/bounding-box";
import { isInServiceArea } from "@atlas/core/service-area";
import { type ClippedLine, clipLine, type Point } from "./clip-line.ts";
import type { CoastLine } from "./coast-lines.ts";
import type { Rings } from "./rings.ts";

export interface Sea {
  readonly polygons: readonly Rings[];
  /** Lines that end in the middle of the box, or contradict the others, and so bound nothing. */
  readonly leftOut: number;
}

/** An end so near the edge, in degrees (about 220 m), is one that the extract cut off. */
const EDGE_TOLERANCE = 0.002;

/**
 * The sea inside a box: coasts from edge to edge joined along the edge, islands cut out. Land is on the left of a coast, so the
 * sea's outlines run clockwise. Without a coast there is no sea; a box with nothing but islands is sea.
 */
export function seaPolygons(lines: readonly CoastLine[], box: Bounds): Sea {
  const rings: Point[][] = [];
  const crossings: Point[][] = [];
  let leftOut = 0;
  for (const line of lines) {
    const isWithin = line.points.every((point) => isIn(point, box));
    if (line.isClosed && isWithin) {
      rings.push([...line.points]);
      continue;
    }
    for (const stretch of clipLine(fromOutside(line, box), box)) {
      const crossing = toTheEdge(stretch, box);
      if (crossing === null) leftOut++;
      else crossings.push(crossing);
    }
  }
  const { outlines, contradicting } = joinAlongEdge(crossings, box);
  leftOut += contradicting;
  const lagoons = rings.filter((ring) => signedArea(ring) < 0);
  const islands = rings.filter((ring) => signedArea(ring) > 0);
  const seas = [...outlines, ...lagoons];
  const isOpenSea = (island: Point[]): boolean => !seas.some((outline) => isInside(island, outline));
  if (outlines.length === 0 && leftOut === 0 && islands.some(isOpenSea)) seas.push(edgeOf(box));

  const holesOf = new Map(seas.map((sea) => [sea, [] as Point[][]]));
  for (const island of islands) {
    const around = seas.filter((sea) => isInside(island, sea));
    const smallest = around.toSorted((a, b) => Math.abs(signedArea(a)) - Math.abs(signedArea(b)))[0];
    if (smallest === undefined) leftOut++;
    else holesOf.get(smallest)?.push(island);
  }
  return { polygons: seas.map((sea) => [sea, ...(holesOf.get(sea) ?? [])].map(toRing)), leftOut };
}

/** A closed line as an open one that begins outside of the box. */
function fromOutside({ points, isClosed }: CoastLine, box: Bounds): readonly Point[] {
  const start = isClosed ? points.findIndex((point) => !isIn(point, box)) : 0;
  return start <= 0 ? points : [...points.slice(start, -1), ...points.slice(0, start + 1)];
}

/** The stretch from edge to edge, or null when it ends in the middle of the box. */
function toTheEdge({ points, entersAtEdge, leavesAtEdge }: ClippedLine, box: Bounds): Point[] | null {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return null;
  const [start, end] = [entersAtEdge ? first : nearestEdge(first, box), leavesAtEdge ? last : nearestEdge(last, box)];
  if (start === null || end === null) return null;
  return [...(entersAtEdge ? [] : [start]), ...points, ...(leavesAtEdge ? [] : [end])];
}

function nearestEdge([x, y]: Point, [west, south, east, north]: Bounds): Point | null {
  const ways: [number, Point][] = [
    [x - west, [west, y]],
    [east - x, [east, y]],
    [y - south, [x, south]],
    [north - y, [x, north]],
  ];
  const nearest = ways.toSorted((a, b) => a[0] - b[0])[0];
  return nearest === undefined || nearest[0] > EDGE_TOLERANCE ? null : nearest[1];
}

interface EdgeEvent {
  readonly line: Point[];
  readonly isEntry: boolean;
  /** How far clockwise along the edge. */
  readonly at: number;
}

/** Goes along each coast, and from where it leaves the box clockwise along the edge to where the next one comes in. */
function joinAlongEdge(crossings: readonly Point[][], box: Bounds): { outlines: Point[][]; contradicting: number } {
  let events = crossings
    .flatMap((line): EdgeEvent[] => [
      { line, isEntry: true, at: alongEdge(line[0], box) },
      { line, isEntry: false, at: alongEdge(line[line.length - 1], box) },
    ])
    .toSorted((a, b) => a.at - b.at || Number(a.isEntry) - Number(b.isEntry));
  // After an exit there must be an entry: with land on both sides of the edge between, one of two lines is wrong.
  let contradicting = 0;
  for (;;) {
    const wrong = events.find((event, index) => event.isEntry === events[(index + 1) % events.length]?.isEntry);
    if (wrong === undefined) break;
    events = events.filter(({ line }) => line !== wrong.line);
    contradicting++;
  }

  const outlines: Point[][] = [];
  const left = new Set(events.filter(({ isEntry }) => isEntry).map(({ line }) => line));
  for (const first of left) {
    const outline: Point[] = [];
    let line = first;
    do {
      left.delete(line);
      outline.push(...line);
      const exit = events.findIndex((event) => event.line === line && !event.isEntry);
      const [from, to] = [events[exit], events[(exit + 1) % events.length]];
      if (from === undefined || to === undefined) break;
      outline.push(...cornersBetween(from.at, to.at, box));
      line = to.line;
    } while (line !== first);
    outlines.push(outline);
  }
  return { outlines, contradicting };
}

/** Clockwise from the north-west corner, in degrees. */
function alongEdge(point: Point | undefined, [west, south, east, north]: Bounds): number {
  const [x, y] = point ?? [west, north];
  const [width, height] = [east - west, north - south];
  if (y === north) return x - west;
  if (x === east) return width + (north - y);
  if (y === south) return width + height + (east - x);
  return 2 * width + height + (y - south);
}

function cornersBetween(from: number, to: number, [west, south, east, north]: Bounds): Point[] {
  const [width, height] = [east - west, north - south];
  const round = 2 * (width + height);
  const end = to < from ? to + round : to;
  const corners: [number, Point][] = [
    [0, [west, north]],
    [width, [east, north]],
    [width + height, [east, south]],
    [2 * width + height, [west, south]],
  ];
  return [...corners, ...corners.map(([at, point]): [number, Point] => [at + round, point])].flatMap(([at, point]) =>
    at > from && at < end ? [point] : [],
  );
}

function edgeOf([west, south, east, north]: Bounds): Point[] {
  return [
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ];
}

function isIn([x, y]: Point, [west, south, east, north]: Bounds): boolean {
  return x >= west && x <= east && y >= south && y <= north;
}

function isInside(ring: readonly Point[], outline: readonly Point[]): boolean {
  const [first] = ring;
  if (first === undefined) return false;
  return isInServiceArea({ type: "Polygon", coordinates: [toRing(outline)] }, { lat: first[1], lng: first[0] });
}

/** Positive when the points go round anti-clockwise. */
function signedArea(ring: readonly Point[]): number {
  return ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

function toRing(points: readonly Point[]): [number, number][] {
  const ring = points.map(([x, y]): [number, number] => [x, y]);
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (first !== undefined && last !== undefined && (first[0] !== last[0] || first[1] !== last[1]))
    ring.push([...first]);
  return ring;
}
