import { divideHalfUp, roundTo, shareOf } from "./money.ts";
import type { Tariff } from "./tariff.ts";

export { DEFAULT_TARIFFS, type Tariff } from "./tariff.ts";

const SURGE_SCALE = 10_000;
const METRE_SECONDS = 60_000n;

export interface TripMeasure {
  /** Road distance in metres. */
  readonly distanceM: number;
  readonly durationS: number;
}

export interface FareInput extends TripMeasure {
  /** Multiplier ≥ 1; 1 is no surge. Used to four decimals. */
  readonly surge?: number;
}

/** `fareMinor` binds; the parts explain it before surge and rounding. */
export interface Fare {
  readonly fareMinor: bigint;
  readonly baseMinor: bigint;
  readonly distanceMinor: bigint;
  readonly timeMinor: bigint;
  readonly minimumMinor: bigint;
  readonly surge: number;
}

/**
 * max(minimum, base + per km × distance + per minute × duration) × surge, rounded to the tariff's step, halves up.
 * Exact integer arithmetic on whole metres and seconds.
 * @throws RangeError when a measure is not finite and ≥ 0, or surge is below 1.
 */
export function computeFare(tariff: Tariff, { distanceM, durationS, surge = 1 }: FareInput): Fare {
  const metres = wholeMeasure(distanceM, "distanceM");
  const seconds = wholeMeasure(durationS, "durationS");
  if (!Number.isFinite(surge) || surge < 1) throw new RangeError("surge must be a number ≥ 1");
  const surgeScaled = BigInt(Math.round(surge * SURGE_SCALE));

  // In units of 1/60 000 minor, so that per km and per minute stay exact.
  const distancePart = tariff.perKmMinor * metres * 60n;
  const timePart = tariff.perMinuteMinor * seconds * 1_000n;
  const sum = tariff.baseMinor * METRE_SECONDS + distancePart + timePart;
  const minimum = tariff.minimumMinor * METRE_SECONDS;
  const priced = (sum > minimum ? sum : minimum) * surgeScaled;
  const step = METRE_SECONDS * BigInt(SURGE_SCALE) * tariff.roundingMinor;

  return {
    fareMinor: divideHalfUp(priced, step) * tariff.roundingMinor,
    baseMinor: tariff.baseMinor,
    distanceMinor: divideHalfUp(distancePart, METRE_SECONDS),
    timeMinor: divideHalfUp(timePart, METRE_SECONDS),
    minimumMinor: tariff.minimumMinor,
    surge,
  };
}

/** The charge for waiting at the pickup after the free time, by started minute. */
export function computeWaitingCharge(tariff: Tariff, waitedS: number): bigint {
  const chargedS = wholeMeasure(waitedS, "waitedS") - BigInt(tariff.freeWaitingS);
  if (chargedS <= 0n) return 0n;
  return roundTo(((chargedS + 59n) / 60n) * tariff.waitingPerMinuteMinor, tariff.roundingMinor);
}

/** Parts of a fare that sum to it exactly. */
export interface FareSplit {
  readonly driverMinor: bigint;
  readonly commissionMinor: bigint;
  readonly taxMinor: bigint;
}

/** Commission and tax are rounded down; the driver gets the rest, so no unit is lost. */
export function splitFare(
  fareMinor: bigint,
  tariff: Pick<Tariff, "commissionBasisPoints" | "taxBasisPoints">,
): FareSplit {
  if (tariff.commissionBasisPoints + tariff.taxBasisPoints > 10_000) {
    throw new RangeError("commission and tax together exceed the fare");
  }
  const commissionMinor = shareOf(fareMinor, tariff.commissionBasisPoints);
  const taxMinor = shareOf(fareMinor, tariff.taxBasisPoints);
  return { driverMinor: fareMinor - commissionMinor - taxMinor, commissionMinor, taxMinor };
}

function wholeMeasure(value: number, name: string): bigint {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`${name} must be finite and ≥ 0`);
  return BigInt(Math.round(value));
}
