import { haversineM } from "../geo.ts";
import { createMoveHistory, checkMove } from "../positions/move-history.ts";
import type { KnownPosition } from "./evidence.ts";

/** GPS wanders about this far around a car that stands; shorter moves are no driving. */
export const STAND_STILL_M = 50;
/** Nothing drives faster through a city (144 km/h): what lies farther apart is not driven, but badly measured or invented. */
export const MAX_DRIVEN_MPS = 40;

/** The positions that agree with those before and with those after them, invented ones left out; in order of time. */
export function believablePositions(track: readonly KnownPosition[]): readonly KnownPosition[] {
  const real = track.filter(({ isMock }) => isMock !== true);
  return agreeing(agreeing(real).toReversed()).toReversed();
}

function agreeing(positions: readonly KnownPosition[]): readonly KnownPosition[] {
  const history = createMoveHistory();
  // Mirrored, so that time runs forwards in both directions.
  const sign = (positions[0]?.atMs ?? 0) <= (positions.at(-1)?.atMs ?? 0) ? 1 : -1;
  return positions.filter((position) => checkMove(history, position, sign * position.atMs) !== "refused");
}

/** How far a car has driven by its positions, in metres: straight lines between those that are no standing still. */
export function trackLengthM(positions: readonly KnownPosition[]): number {
  let lengthM = 0;
  let anchor = positions[0];
  for (const [index, position] of positions.entries()) {
    if (anchor === undefined) break;
    const moveM = haversineM(anchor, position);
    const isEnd = index === positions.length - 1 && lengthM > 0;
    if (moveM <= STAND_STILL_M && !isEnd) continue;
    lengthM += Math.min(moveM, ((position.atMs - anchor.atMs) / 1_000) * MAX_DRIVEN_MPS);
    anchor = position;
  }
  return lengthM;
}
