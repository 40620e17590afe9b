import type { LatLng } from "../geo.ts";

/** Jitter between two fixes that a speed check must forgive, in metres. */
const JITTER_M = 150;
/** Who agreed once, at the limit, still has to after a step and the jitter of its own. */
const OLDER_JITTER_M = 250;
/** Faster than any vehicle in a city for a short burst (216 km/h) … */
const BURST_MPS = 60;
const BURST_S = 10;
/** … and for longer (144 km/h by straight line, which is shorter than any road). */
const SUSTAINED_MPS = 40;

const SLOTS = 6;
/** A slot is a latitude, a longitude and an instant. */
const SLOT_SIZE = 3;
/** Slots are this far apart, or a lively phone would fill them within a second. */
const SPACING_MS = 2_000;
const M_PER_DEGREE = 111_195.08;

/**
 * What is remembered of one driver's last positions, oldest first. Mutable on purpose, and numbers in one array: it is
 * touched for every ping, and nothing is allocated.
 */
export interface MoveHistory {
  readonly slots: Float64Array;
  count: number;
  /** Positions refused since the last one that was taken. */
  refusedInRow: number;
}

/**
 * `settled`: agrees with everything remembered. `unsettled`: taken, but on its own, or against a minority; good for a map,
 * no evidence. `refused`: most of what is remembered says that the car cannot be there.
 */
export type MoveVerdict = "settled" | "unsettled" | "refused";

export function createMoveHistory(): MoveHistory {
  return { slots: new Float64Array(SLOTS * SLOT_SIZE), count: 0, refusedInRow: 0 };
}

/**
 * Checks a position against all that are remembered, and remembers it. Each of them allows some metres in the time since, so no
 * run of fixes gets farther than a car, quick or slow; who insists is believed when a car could have made it. A fix that
 * those before and after it contradict is forgotten with the first of those after: it costs the good ones nothing.
 */
export function checkMove(history: MoveHistory, position: LatLng, atMs: number): MoveVerdict {
  const { count } = history;
  const agreeing = countAgreeing(history, position, atMs);
  if (agreeing < count) {
    if (!isBelieved(history, agreeing, isInReach(history, 0, position, atMs))) {
      history.refusedInRow += 1;
      return "refused";
    }
    if (count > 1) forgetDisagreeing(history, position, atMs);
  }
  history.refusedInRow = 0;
  remember(history, position, atMs);
  return agreeing === count && count > 0 ? "settled" : "unsettled";
}

/**
 * Whether a position is believed against some of those remembered. One against one cannot be decided: both are kept, and of
 * two who contradict each other the next one chooses. Else the oldest has to agree, and most of all: a drift that outruns a
 * car would have the newer ones outvote the older.
 */
function isBelieved(history: MoveHistory, agreeing: number, isOldestAgreeing: boolean): boolean {
  const { count } = history;
  if (count === 1) return true;
  if (count === 2) return agreeing === 1 && (isOldestAgreeing || isTorn(history));
  return isOldestAgreeing && agreeing * 2 > count;
}

function isTorn(history: MoveHistory): boolean {
  const [, , , lat = 0, lng = 0, atMs = 0] = history.slots;
  return !isInReach(history, 0, { lat, lng }, atMs);
}

function countAgreeing(history: MoveHistory, position: LatLng, atMs: number): number {
  let agreeing = 0;
  for (let slot = 0; slot < history.count; slot += 1) if (isInReach(history, slot, position, atMs)) agreeing += 1;
  return agreeing;
}

/** Whether a car gets from the slot to the position in the time between, in either order, on a plane that is true enough. */
function isInReach({ slots, count }: MoveHistory, slot: number, position: LatLng, atMs: number): boolean {
  const base = slot * SLOT_SIZE;
  const northM = (position.lat - (slots[base] ?? 0)) * M_PER_DEGREE;
  let deltaLng = Math.abs(position.lng - (slots[base + 1] ?? 0));
  if (deltaLng > 180) deltaLng = 360 - deltaLng;
  const eastM = deltaLng * M_PER_DEGREE * Math.cos((position.lat * Math.PI) / 180);
  const elapsedS = Math.abs(atMs - (slots[base + 2] ?? 0)) / 1_000;
  const jitterM = slot === count - 1 ? JITTER_M : OLDER_JITTER_M;
  const reachM = jitterM + BURST_MPS * Math.min(elapsedS, BURST_S) + SUSTAINED_MPS * Math.max(0, elapsedS - BURST_S);
  return northM * northM + eastM * eastM <= reachM * reachM;
}

function forgetDisagreeing(history: MoveHistory, position: LatLng, atMs: number): void {
  const { slots } = history;
  let kept = 0;
  for (let slot = 0; slot < history.count; slot += 1) {
    if (!isInReach(history, slot, position, atMs)) continue;
    slots.copyWithin(kept * SLOT_SIZE, slot * SLOT_SIZE, (slot + 1) * SLOT_SIZE);
    kept += 1;
  }
  history.count = kept;
}

/** A late position (from a phone that was offline) is checked and not remembered: the next is checked against the newest. */
function remember(history: MoveHistory, position: LatLng, atMs: number): void {
  const { slots, count } = history;
  const newestAtMs = count === 0 ? -Infinity : (slots[count * SLOT_SIZE - 1] ?? 0);
  if (atMs < newestAtMs) return;
  const isCrowded = count >= 2 && newestAtMs - (slots[(count - 1) * SLOT_SIZE - 1] ?? 0) < SPACING_MS;
  if (!isCrowded && count === SLOTS) slots.copyWithin(0, SLOT_SIZE);
  const slot = isCrowded || count === SLOTS ? count - 1 : count;
  slots[slot * SLOT_SIZE] = position.lat;
  slots[slot * SLOT_SIZE + 1] = position.lng;
  slots[slot * SLOT_SIZE + 2] = atMs;
  history.count = slot + 1;
}
