import type { At } from "./schematic-facts.ts";

/** Metres east and north of the city's middle: plane enough for a drawing. */
export type Point = readonly [x: number, y: number];

const ORIGIN: At = [-6.22, 106.83];
const M_PER_LAT = 111_195;
const M_PER_LNG = M_PER_LAT * Math.cos((ORIGIN[0] * Math.PI) / 180);

/** A coordinate on the drawing's plane. */
export function toPlane([lat, lng]: At): Point {
  return [(lng - ORIGIN[1]) * M_PER_LNG, (lat - ORIGIN[0]) * M_PER_LAT];
}

/** A point of the plane as a coordinate. */
export function fromPlane([x, y]: Point): At {
  return [y / M_PER_LAT + ORIGIN[0], x / M_PER_LNG + ORIGIN[1]];
}

/** Where two stretches cross, as shares 0 … 1 along each, or null. */
export function crossing(a: Point, b: Point, c: Point, d: Point): { readonly t: number; readonly u: number } | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const cross = rx * sy - ry * sx;
  if (Math.abs(cross) < 1e-9) return null;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? { t, u } : null;
}

/** The distance from a point to a stretch. */
export function distanceToStretch(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / squared;
  const at = Math.max(0, Math.min(1, share));
  return Math.hypot(point[0] - a[0] - dx * at, point[1] - a[1] - dy * at);
}

/** Whether a closed outline holds the point (even-odd). */
export function isInside(outline: readonly Point[], [x, y]: Point): boolean {
  let isIn = false;
  let previous = outline[outline.length - 1];
  for (const current of outline) {
    if (previous !== undefined && current[1] > y !== previous[1] > y) {
      const at = ((previous[0] - current[0]) * (y - current[1])) / (previous[1] - current[1]) + current[0];
      if (x < at) isIn = !isIn;
    }
    previous = current;
  }
  return isIn;
}

/** A smooth curve through the points (Catmull–Rom), `steps` stretches from one to the next. */
export function smooth(points: readonly Point[], steps: number): Point[] {
  const curve: Point[] = [];
  for (let index = 0; index + 1 < points.length; index++) {
    const b = points[index] ?? [0, 0];
    const c = points[index + 1] ?? b;
    const a = points[index - 1] ?? b;
    const d = points[index + 2] ?? c;
    // The given points stay themselves: roads that share one meet there.
    curve.push(b);
    for (let step = 1; step < steps; step++) {
      const t = step / steps;
      curve.push([spline([a[0], b[0], c[0], d[0]], t), spline([a[1], b[1], c[1], d[1]], t)]);
    }
  }
  const last = points[points.length - 1];
  return last === undefined ? curve : [...curve, last];
}

function spline([a, b, c, d]: readonly [number, number, number, number], t: number): number {
  // Half the usual tension: arterials bend, they do not swing.
  const [m1, m2] = [(c - a) * 0.3, (d - b) * 0.3];
  const [t2, t3] = [t * t, t * t * t];
  return (2 * t3 - 3 * t2 + 1) * b + (t3 - 2 * t2 + t) * m1 + (-2 * t3 + 3 * t2) * c + (t3 - t2) * m2;
}

/** The line moved `offsetM` to its right. */
export function offset(points: readonly Point[], offsetM: number): Point[] {
  return points.map((point, index) => {
    const before = points[index - 1] ?? point;
    const after = points[index + 1] ?? point;
    const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
    const length = Math.hypot(dx, dy) || 1;
    return [point[0] + (dy / length) * offsetM, point[1] - (dx / length) * offsetM];
  });
}
