import type { Currency } from "./money.ts";
import type { VehicleType } from "./vehicle.ts";

/** What a trip costs in one city and vehicle type, in minor units. Versioned by its row in `tariffs`. */
export interface Tariff {
  readonly vehicleType: VehicleType;
  readonly currency: Currency;
  readonly baseMinor: bigint;
  readonly perKmMinor: bigint;
  readonly perMinuteMinor: bigint;
  readonly minimumMinor: bigint;
  /** Fares are multiples of this. */
  readonly roundingMinor: bigint;
  readonly commissionBasisPoints: number;
  readonly taxBasisPoints: number;
  readonly freeWaitingS: number;
  readonly waitingPerMinuteMinor: bigint;
}

/** The original tariff of go-ride (10 000 + 3 000/km), and a row of its own for go-car. */
export const DEFAULT_TARIFFS: { readonly [V in VehicleType]: Tariff } = {
  "go-ride": {
    vehicleType: "go-ride",
    currency: "IDR",
    baseMinor: 10_000n,
    perKmMinor: 3_000n,
    perMinuteMinor: 0n,
    minimumMinor: 10_000n,
    roundingMinor: 500n,
    commissionBasisPoints: 1_500,
    taxBasisPoints: 100,
    freeWaitingS: 300,
    waitingPerMinuteMinor: 500n,
  },
  "go-car": {
    vehicleType: "go-car",
    currency: "IDR",
    baseMinor: 15_000n,
    perKmMinor: 4_500n,
    perMinuteMinor: 0n,
    minimumMinor: 20_000n,
    roundingMinor: 500n,
    commissionBasisPoints: 2_000,
    taxBasisPoints: 100,
    freeWaitingS: 300,
    waitingPerMinuteMinor: 1_000n,
  },
};
