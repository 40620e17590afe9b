import type { CitySettings } from "../settings/city-settings.ts";

/** Orders that have ended within the days that the city looks back. */
export interface FeeShare {
  /** That cost the rider a fee for a trip that did not take place. */
  readonly fees: number;
  /** All that were driven, or cost such a fee. */
  readonly orders: number;
}

export interface FeeHistory {
  /** Of this driver with this rider. */
  readonly pair: FeeShare;
  /** Of this driver with anybody. */
  readonly driver: FeeShare;
}

export type FeeSettings = Pick<CitySettings, "feeFarmingPairFees" | "feeFarmingFees" | "feeFarmingSharePercent">;

/** Whether fees come too often to be bad luck: the same rider's again and again, or an unusual share of a driver's orders. */
export function farmsFees({ pair, driver }: FeeHistory, settings: FeeSettings): "pair" | "driver" | null {
  if (pair.fees >= settings.feeFarmingPairFees) return "pair";
  const isMany = driver.fees >= settings.feeFarmingFees;
  return isMany && driver.fees * 100 >= driver.orders * settings.feeFarmingSharePercent ? "driver" : null;
}
