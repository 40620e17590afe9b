import { computeFare, splitFare } from "@atlas/core/fare";
import type { Tariff } from "@atlas/core/tariff";

/** What a car has truly done with its rider. */
export interface TrueTrip {
  readonly drivenM: number;
  readonly durationS: number;
  /** From where it truly ended to the destination. */
  readonly leftM: number;
  /** From pickup to destination. */
  readonly straightM: number;
  readonly quoteMinor: bigint;
}

/** What a trip costs of which everything is known: the city's rules, said once more without the code under test. */
export function fareOfTruth({ drivenM, durationS, leftM, straightM, quoteMinor }: TrueTrip, tariff: Tariff): bigint {
  if (durationS < 60 || drivenM < 200) return tariff.minimumMinor;
  if (leftM <= 500 && drivenM >= 0.8 * straightM) return quoteMinor;
  const { fareMinor } = computeFare(tariff, { distanceM: drivenM, durationS });
  return fareMinor < quoteMinor ? fareMinor : quoteMinor;
}

/** What of it the driver keeps. */
export function netOf(fareMinor: bigint, tariff: Tariff): bigint {
  return splitFare(fareMinor, tariff).driverMinor;
}
