import type { LatLng, LngLat } from "../geo.ts";
import { bearingDeg } from "../geo.ts";
import type { Turn, TurnKind } from "../routing.ts";
import type { RoadPath } from "./path-search.ts";
import { DEGREES_PER_UNIT, type RoadGraph, ROUNDABOUT } from "./road-graph.ts";
import { fractionAlong, type Snap } from "./snap.ts";

/** A path as people see it: its length, line and instructions. */
export interface Trace {
  readonly distanceM: number;
  readonly geometry: readonly LngLat[];
  readonly turns: readonly Turn[];
}

interface Leg {
  readonly street: string | null;
  readonly isRoundabout: boolean;
  readonly points: readonly LatLng[];
  readonly distanceM: number;
  readonly durationS: number;
}

/** Draws a path between two snapped points and lists its turns. */
export function tracePath(
  graph: RoadGraph,
  path: RoadPath,
  ends: { readonly from: Snap; readonly to: Snap },
  arcSeconds: Float32Array,
): Trace {
  const legs = path.arcs.map((arc, index) => {
    const from = index === 0 ? ends.from : null;
    const to = index === path.arcs.length - 1 ? ends.to : null;
    return legOf(graph, arc, { from, to }, arcSeconds);
  });
  const geometry: LngLat[] = [];
  for (const { lat, lng } of legs.flatMap((leg) => leg.points)) {
    const last = geometry[geometry.length - 1];
    if (last === undefined || last[0] !== lng || last[1] !== lat) geometry.push([lng, lat]);
  }
  // A line for drawing has two ends, also when both are the same point.
  if (geometry.length === 1 && geometry[0] !== undefined) geometry.push(geometry[0]);
  return { distanceM: legs.reduce((sum, leg) => sum + leg.distanceM, 0), geometry, turns: listTurns(legs, ends.to) };
}

function legOf(
  graph: RoadGraph,
  arc: number,
  { from, to }: { readonly from: Snap | null; readonly to: Snap | null },
  arcSeconds: Float32Array,
): Leg {
  const direction = graph.arcSegment[arc] ?? 0;
  const segment = direction >> 1;
  const isBackward = (direction & 1) === 1;
  const [first, last] = [graph.firstShape[segment] ?? 0, (graph.firstShape[segment + 1] ?? 0) - 1];
  const start = from === null ? 0 : fractionAlong(from, direction);
  const end = to === null ? 1 : fractionAlong(to, direction);
  const points: LatLng[] = [];
  for (let shape = first; shape <= last; shape++) {
    const [isAfterFrom, isBeforeTo] = isBackward
      ? [from === null || shape <= from.shapeIndex, to === null || shape > to.shapeIndex]
      : [from === null || shape > from.shapeIndex, to === null || shape <= to.shapeIndex];
    if (!isAfterFrom || !isBeforeTo) continue;
    points.push({
      lat: roundDegrees((graph.shapeLat[shape] ?? 0) * DEGREES_PER_UNIT),
      lng: roundDegrees((graph.shapeLng[shape] ?? 0) * DEGREES_PER_UNIT),
    });
  }
  if (isBackward) points.reverse();
  const ends = { from: from === null ? [] : [placeOf(from)], to: to === null ? [] : [placeOf(to)] };
  return {
    street: graph.names[graph.segmentName[segment] ?? 0] || null,
    isRoundabout: ((graph.segmentFlags[segment] ?? 0) & ROUNDABOUT) !== 0,
    points: [...ends.from, ...points, ...ends.to],
    distanceM: (end - start) * (graph.segmentLengthM[segment] ?? 0),
    durationS: (end - start) * (arcSeconds[arc] ?? 0),
  };
}

function placeOf(snap: Snap): LatLng {
  return { lat: roundDegrees(snap.lat), lng: roundDegrees(snap.lng) };
}

function roundDegrees(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** One instruction wherever the street's name changes or the route bends sharply; a run of legs is added up. */
function listTurns(legs: readonly Leg[], end: LatLng): Turn[] {
  const turns: { kind: TurnKind; street: string | null; distanceM: number; durationS: number; at: LatLng }[] = [];
  let previous: Leg | null = null;
  for (const leg of legs) {
    const at = leg.points[0] ?? end;
    const kind = previous === null ? "depart" : turnBetween(previous, leg);
    const current = turns[turns.length - 1];
    if (kind === null && current !== undefined) {
      current.distanceM += leg.distanceM;
      current.durationS += leg.durationS;
    } else {
      turns.push({
        kind: kind ?? "continue",
        street: leg.street,
        distanceM: leg.distanceM,
        durationS: leg.durationS,
        at,
      });
    }
    if (leg.points.length > 1) previous = leg;
  }
  turns.push({
    kind: "arrive",
    street: legs[legs.length - 1]?.street ?? null,
    distanceM: 0,
    durationS: 0,
    at: placeOfEnd(end),
  });
  return turns;
}

function placeOfEnd({ lat, lng }: LatLng): LatLng {
  return { lat: roundDegrees(lat), lng: roundDegrees(lng) };
}

/** What to tell the driver between two legs, or null when there is nothing to tell. */
function turnBetween(before: Leg, after: Leg): TurnKind | null {
  if (after.isRoundabout) return before.isRoundabout ? null : "roundabout";
  const kind = turnKind(headingOut(before), headingIn(after));
  const isSameStreet = before.street === after.street && !before.isRoundabout;
  if (kind === "continue") return isSameStreet ? null : "continue";
  const isBend = kind === "slight-left" || kind === "slight-right";
  return isSameStreet && isBend ? null : kind;
}

function headingOut({ points }: Leg): number {
  const [a, b] = [points[points.length - 2], points[points.length - 1]];
  return a === undefined || b === undefined ? 0 : bearingDeg(a, b);
}

function headingIn({ points }: Leg): number {
  const [a, b] = [points[0], points[1]];
  return a === undefined || b === undefined ? 0 : bearingDeg(a, b);
}

/** Names the change from one heading to another, in degrees. */
export function turnKind(before: number, after: number): TurnKind {
  const change = ((after - before + 540) % 360) - 180;
  const size = Math.abs(change);
  if (size < 20) return "continue";
  if (size > 170) return "u-turn";
  const side = change < 0 ? "left" : "right";
  if (size < 45) return `slight-${side}`;
  return size < 120 ? side : `sharp-${side}`;
}
