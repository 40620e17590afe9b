import type { LatLng } from "./geo.ts";

/** Metres of a degree of latitude (IUGG mean radius). */
const M_PER_DEG = 111_195;

/** How finely the public sees where cars are, metres. */
export const PUBLIC_CELL_M = 50;

/** The middle of the cell of a grid of `cellM` metres that the point lies in: the precision at which it is disclosed. */
export function coarsePlace({ lat, lng }: LatLng, cellM: number): LatLng {
  const stepDeg = cellM / M_PER_DEG;
  const coarseLat = middle(lat, stepDeg);
  return { lat: coarseLat, lng: middle(lng, stepDeg / Math.max(0.01, Math.cos((coarseLat * Math.PI) / 180))) };
}

function middle(deg: number, stepDeg: number): number {
  return Number(((Math.floor(deg / stepDeg) + 0.5) * stepDeg).toFixed(6));
}
