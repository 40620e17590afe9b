import type { LatLng } from "../geo.ts";

const M_PER_DEGREE = 111_195.08;
/** Of places on the route that are about as near, the one where the car is expected. */
const AS_NEAR_M = 60;

/** A quoted route, laid out on a plane that is true enough over one trip. */
export interface WatchedRoute {
  readonly origin: LatLng;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  /** Metres from the start to each point. */
  readonly alongM: Float64Array;
  readonly lengthM: number;
  /** Squared offsets of the last place that was looked for: written for every position, so that nothing is allocated. */
  readonly offsets: Float64Array;
}

/** Where a position is by a route. */
export interface RoutePlace {
  readonly offsetM: number;
  readonly alongM: number;
}

/** Lays out a route of at least one point. @throws RangeError without one */
export function layRoute(points: readonly LatLng[]): WatchedRoute {
  const [origin] = points;
  if (origin === undefined) throw new RangeError("a route needs at least one point");
  const [xM, yM] = [new Float64Array(points.length), new Float64Array(points.length)];
  const alongM = new Float64Array(points.length);
  for (const [index, point] of points.entries()) {
    const { x, y } = toPlane(origin, point);
    [xM[index], yM[index]] = [x, y];
    if (index === 0) continue;
    alongM[index] = (alongM[index - 1] ?? 0) + Math.hypot(x - (xM[index - 1] ?? 0), y - (yM[index - 1] ?? 0));
  }
  return { origin, xM, yM, alongM, lengthM: alongM.at(-1) ?? 0, offsets: new Float64Array(points.length) };
}

/** The place on the route next to a position; where the route passes several times, the one nearest to `expectedM`. */
export function placeOnRoute(route: WatchedRoute, position: LatLng, expectedM: number): RoutePlace {
  const { x, y } = toPlane(route.origin, position);
  const { offsets } = route;
  const pieces = Math.max(1, route.xM.length - 1);
  let nearest = Infinity;
  for (let piece = 0; piece < pieces; piece += 1) {
    const offset = squaredOffset(route, piece, x, y);
    offsets[piece] = offset;
    if (offset < nearest) nearest = offset;
  }
  const offsetM = Math.sqrt(nearest);
  const asNear = (offsetM + AS_NEAR_M) ** 2;
  let bestM = Infinity;
  for (let piece = 0; piece < pieces; piece += 1) {
    if ((offsets[piece] ?? 0) > asNear) continue;
    const alongM = alongAt(route, piece, x, y);
    if (Math.abs(alongM - expectedM) < Math.abs(bestM - expectedM)) bestM = alongM;
  }
  return { offsetM, alongM: bestM };
}

function squaredOffset({ xM, yM }: WatchedRoute, piece: number, x: number, y: number): number {
  const fromX = xM[piece] ?? 0;
  const fromY = yM[piece] ?? 0;
  const dx = (xM[piece + 1] ?? fromX) - fromX;
  const dy = (yM[piece + 1] ?? fromY) - fromY;
  const share = shareAlong(x - fromX, y - fromY, dx, dy);
  const awayX = x - fromX - share * dx;
  const awayY = y - fromY - share * dy;
  return awayX * awayX + awayY * awayY;
}

function alongAt({ xM, yM, alongM }: WatchedRoute, piece: number, x: number, y: number): number {
  const [fromX, fromY] = [xM[piece] ?? 0, yM[piece] ?? 0];
  const [dx, dy] = [(xM[piece + 1] ?? fromX) - fromX, (yM[piece + 1] ?? fromY) - fromY];
  const startM = alongM[piece] ?? 0;
  return startM + shareAlong(x - fromX, y - fromY, dx, dy) * ((alongM[piece + 1] ?? startM) - startM);
}

/** How far along a piece the point next to (x, y) is, 0 … 1; all from the start of the piece. */
function shareAlong(x: number, y: number, dx: number, dy: number): number {
  const squared = dx * dx + dy * dy;
  return squared === 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / squared));
}

function toPlane(origin: LatLng, point: LatLng): { readonly x: number; readonly y: number } {
  return {
    x: (point.lng - origin.lng) * M_PER_DEGREE * Math.cos((origin.lat * Math.PI) / 180),
    y: (point.lat - origin.lat) * M_PER_DEGREE,
  };
}
