import type { Bounds } from "@atlas/core/bounding-box";

export type Point = readonly [number, number];

/** A stretch inside the box, and whether each of its ends is on the box's edge. */
export interface ClippedLine {
  readonly points: Point[];
  readonly entersAtEdge: boolean;
  readonly leavesAtEdge: boolean;
}

/** The stretches of a line that lie in the box (Liang and Barsky, "A new concept and method for line clipping", 1984). */
export function clipLine(line: readonly Point[], box: Bounds): ClippedLine[] {
  const stretches: Point[][] = [];
  let current: Point[] | null = null;
  for (let index = 1; index < line.length; index++) {
    const [from, to] = [line[index - 1], line[index]];
    const inside = from === undefined || to === undefined ? null : clipSegment(from, to, box);
    if (inside === null) {
      current = null;
      continue;
    }
    const [start, end] = inside;
    if (current === null || !isSame(current[current.length - 1], start)) {
      current = [start];
      stretches.push(current);
    }
    if (!isSame(start, end)) current.push(end);
    if (to !== undefined && !isSame(end, to)) current = null;
  }
  return stretches.flatMap((points) => {
    const [first, last] = [points[0], points[points.length - 1]];
    if (first === undefined || last === undefined || points.length < 2) return [];
    return [{ points, entersAtEdge: isAtEdge(first, box), leavesAtEdge: isAtEdge(last, box) }];
  });
}

function isAtEdge([x, y]: Point, [west, south, east, north]: Bounds): boolean {
  return x === west || x === east || y === south || y === north;
}

function isSame(a: Point | undefined, b: Point): boolean {
  return a !== undefined && a[0] === b[0] && a[1] === b[1];
}

/** The part of a segment in the box; ends that were cut lie exactly on its edge. */
function clipSegment(from: Point, to: Point, [west, south, east, north]: Bounds): [Point, Point] | null {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  let [enter, leave] = [0, 1];
  for (const [speed, room] of [
    [-dx, from[0] - west],
    [dx, east - from[0]],
    [-dy, from[1] - south],
    [dy, north - from[1]],
  ] as const) {
    if (speed === 0) {
      if (room < 0) return null;
    } else if (speed < 0) enter = Math.max(enter, room / speed);
    else leave = Math.min(leave, room / speed);
  }
  if (enter > leave) return null;
  const pointAt = (share: number): Point => {
    if (share === 0) return from;
    if (share === 1) return to;
    const [x, y] = [from[0] + share * dx, from[1] + share * dy];
    // Rounding must not leave the end a hair beside the edge.
    const near = (value: number, edge: number): number => (Math.abs(value - edge) < 1e-9 ? edge : value);
    return [near(near(x, west), east), near(near(y, south), north)];
  };
  return [pointAt(enter), pointAt(leave)];
}
