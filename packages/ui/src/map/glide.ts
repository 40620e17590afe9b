import type { MapPoint } from "./map-city.ts";

export interface Pose extends MapPoint {
  readonly headingDeg: number;
}

/** A pose between two others; the heading turns in the shorter direction. `share` runs from 0 to 1. */
export function poseBetween(from: Pose, to: Pose, share: number): Pose {
  const turn = ((to.headingDeg - from.headingDeg + 540) % 360) - 180;
  return {
    lat: from.lat + (to.lat - from.lat) * share,
    lng: from.lng + (to.lng - from.lng) * share,
    headingDeg: (from.headingDeg + turn * Math.min(1, share * 2) + 360) % 360,
  };
}

/** Beyond this a car has not driven but was lost and found: it jumps. About 1.1 km. */
const JUMP_DEG = 0.01;

/** Whether the distance between two fixes is short enough to be shown as driving. */
export function isDrivable(from: MapPoint, to: MapPoint): boolean {
  return Math.abs(from.lat - to.lat) < JUMP_DEG && Math.abs(from.lng - to.lng) < JUMP_DEG;
}
