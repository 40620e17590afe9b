import type { Tariff } from "@atlas/core/fare";
import { type Currency, isCurrency } from "@atlas/core/money";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { City, CityTariff } from "./find-city.ts";

/** The stored tariff with its city's rules and the terms of the price, as the fare functions take it. */
export function toFareTariff(
  city: City,
  tariff: CityTariff,
  { freeWaitingS }: Pick<CitySettings, "freeWaitingS">,
): Tariff {
  return {
    vehicleType: tariff.vehicleType,
    currency: currencyOf(city),
    baseMinor: tariff.baseMinor,
    perKmMinor: tariff.perKmMinor,
    perMinuteMinor: tariff.perMinuteMinor,
    minimumMinor: tariff.minimumMinor,
    roundingMinor: tariff.roundingMinor,
    commissionBasisPoints: city.commissionBps,
    taxBasisPoints: city.taxBps,
    freeWaitingS,
    waitingPerMinuteMinor: city.waitingPerMinuteMinor,
  };
}

/** A surge in basis points as a multiplier ≥ 1. */
export function surgeOf(surgeBps: number): number {
  return Math.max(1, surgeBps / 10_000);
}

function currencyOf(city: City): Currency {
  if (!isCurrency(city.currency)) throw new Error(`city ${city.id} has the unknown currency ${city.currency}`);
  return city.currency;
}
