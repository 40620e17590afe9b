import { z } from "zod";
import { moneySetting, settingMeta, type SettingMeta, wholeSetting } from "./setting-schema.ts";

const MAX_MINOR = 1_000_000_000_000;

/**
 * Every threshold that a city may set for itself, with its bounds, default and unit. Rows of `city_settings` override the
 * defaults from their date on; a key is added here and never renamed.
 */
export const citySettingsSchema = z.object({
  /** ARRIVED and STARTED are believed within this distance of the pickup … */
  arrivalRadiusM: wholeSetting({ unit: "m", min: 20, max: 2_000 }, 250),
  /** … by a position that is not older than this. */
  evidenceMaxAgeS: wholeSetting({ unit: "s", min: 5, max: 300 }, 30),
  /** A car that is farther from the pickup than this has left it. */
  arrivalLeftM: wholeSetting({ unit: "m", min: 50, max: 5_000 }, 500),
  /** A car not heard of for this long is no longer at the pickup. */
  arrivalSilentS: wholeSetting({ unit: "s", min: 30, max: 1_800 }, 120),
  /** An order whose arrival has been lost for this long goes back to the search. */
  arrivalLostLimitS: wholeSetting({ unit: "s", min: 30, max: 3_600 }, 300),

  /** Waiting at the pickup is free for this long; then it costs, and a driver whose rider does not come may leave. */
  freeWaitingS: wholeSetting({ unit: "s", min: 0, max: 7_200 }, 300),
  /** What a rider who cancels late or does not come pays the driver; never more than the fare. */
  cancelFeeMinor: moneySetting({ min: 0, max: MAX_MINOR }, 0),

  /** A trip has reached its destination when it ends within this distance of it. */
  tripEndRadiusM: wholeSetting({ unit: "m", min: 50, max: 5_000 }, 500),
  /** The quote binds when the track has at least this share of the shortest legal road. */
  trackSharePercent: wholeSetting({ unit: "%", min: 50, max: 100 }, 80),
  /** A longer silence is a hole in the track. */
  trackHoleS: wholeSetting({ unit: "s", min: 10, max: 600 }, 60),
  /** A shorter trip costs no more than the minimum … */
  shortTripS: wholeSetting({ unit: "s", min: 0, max: 600 }, 60),
  /** … in time or in distance. */
  shortTripM: wholeSetting({ unit: "m", min: 0, max: 2_000 }, 200),
  /** How long the rider may confirm the part of a fare that is not proven. */
  fareConfirmS: wholeSetting({ unit: "s", min: 60, max: 86_400 }, 600),

  /** A phone whose clock is off by more is warned. */
  clockOffS: wholeSetting({ unit: "s", min: 10, max: 3_600 }, 60),

  /** Farther from the quoted road than this … */
  offRouteM: wholeSetting({ unit: "m", min: 50, max: 5_000 }, 250),
  /** … for this long is off route. */
  offRouteS: wholeSetting({ unit: "s", min: 10, max: 1_800 }, 60),
  /** A stop during the trip is long after this. */
  longStopS: wholeSetting({ unit: "s", min: 60, max: 7_200 }, 300),
  /** Faster than this … */
  overspeedKph: wholeSetting({ unit: "km/h", min: 20, max: 250 }, 110),
  /** … for this long is overspeed. */
  overspeedS: wholeSetting({ unit: "s", min: 5, max: 600 }, 15),
  /** A trip that has not left its start after this is not moving. */
  notMovingS: wholeSetting({ unit: "s", min: 30, max: 3_600 }, 180),
  /** The remaining route has grown by this much: the trip goes in the wrong direction. */
  wrongDirectionM: wholeSetting({ unit: "m", min: 100, max: 10_000 }, 600),
  /** A trip not heard of for this long is silent. */
  tripSilentS: wholeSetting({ unit: "s", min: 30, max: 3_600 }, 120),

  /** A device that more people than this are signed in from says nothing of who they are. */
  selfRideDevicePeople: wholeSetting({ unit: "count", min: 2, max: 50 }, 3),
  /** Fees and driven orders are counted over this long. */
  feeFarmingDays: wholeSetting({ unit: "days", min: 1, max: 90 }, 14),
  /** As many fees of one driver from one rider are flagged … */
  feeFarmingPairFees: wholeSetting({ unit: "count", min: 2, max: 50 }, 3),
  /** … and as many of one driver from anybody … */
  feeFarmingFees: wholeSetting({ unit: "count", min: 2, max: 500 }, 6),
  /** … when they are at least this share of the driver's orders. */
  feeFarmingSharePercent: wholeSetting({ unit: "%", min: 1, max: 100 }, 25),
  /** Lowest ratings from a rider are counted over this long. */
  ratingBombDays: wholeSetting({ unit: "days", min: 1, max: 90 }, 30),
  /** As many from one rider to one driver are flagged … */
  ratingBombOfPair: wholeSetting({ unit: "count", min: 2, max: 50 }, 3),
  /** … as many from one rider to anybody … */
  ratingBombByRider: wholeSetting({ unit: "count", min: 2, max: 500 }, 5),
  /** … and as many to one driver … */
  ratingBurst: wholeSetting({ unit: "count", min: 2, max: 500 }, 4),
  /** … within this. */
  ratingBurstHours: wholeSetting({ unit: "h", min: 1, max: 168 }, 24),
  /** A trip with as many positions that the phone calls invented is spoofed … */
  spoofMockFixes: wholeSetting({ unit: "count", min: 1, max: 1_000 }, 3),
  /** … or with as many that were refused as impossible … */
  spoofRefusedFixes: wholeSetting({ unit: "count", min: 3, max: 10_000 }, 20),
  /** … or with as many legs of a minute … */
  spoofImpossibleLegs: wholeSetting({ unit: "count", min: 1, max: 100 }, 2),
  /** … that by road would have been driven faster than this. */
  spoofRoadKph: wholeSetting({ unit: "km/h", min: 100, max: 500 }, 180),

  /** A driver whose balance (credit less debt) is below this is offered no cash trips; negative allows some debt. */
  cashMinBalanceMinor: moneySetting({ min: -MAX_MINOR, max: MAX_MINOR }, 0),
  /** What a payout has to leave in the balance. */
  payoutMinBalanceMinor: moneySetting({ min: -MAX_MINOR, max: MAX_MINOR }, 0),
  /** What the cash desk may put into a wallet at once. */
  cashDeskMaxMinor: moneySetting({ min: 1, max: MAX_MINOR }, 2_000_000),
  /** What somebody may pay into their wallet at once. */
  paymentMaxMinor: moneySetting({ min: 1, max: MAX_MINOR }, 10_000_000),

  /** What an operator adjusts at once without a second one … */
  adjustmentLimitMinor: moneySetting({ min: 0, max: MAX_MINOR }, 1_000_000),
  /** … puts into a wallet … */
  creditLimitMinor: moneySetting({ min: 0, max: MAX_MINOR }, 1_000_000),
  /** … takes out of one … */
  debitLimitMinor: moneySetting({ min: 0, max: MAX_MINOR }, 1_000_000),
  /** … moves between accounts, holds or captures, a linked group together … */
  transferLimitMinor: moneySetting({ min: 0, max: MAX_MINOR }, 1_000_000),
  /** … reverses … */
  reversalLimitMinor: moneySetting({ min: 0, max: MAX_MINOR }, 1_000_000),
  /** … and refunds of a trip. */
  refundLimitMinor: moneySetting({ min: 0, max: MAX_MINOR }, 1_000_000),
  /** What waits for a second operator is over after this long. */
  approvalExpiresH: wholeSetting({ unit: "h", min: 1, max: 720 }, 168),
});

export type CitySettings = Readonly<z.output<typeof citySettingsSchema>>;
export type SettingKey = keyof CitySettings;

/** A city that has set nothing. */
export const DEFAULT_CITY_SETTINGS: CitySettings = citySettingsSchema.parse({});

/** Whether a name from outside (a row, a form) is a setting of this version. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(citySettingsSchema.shape, key);
}

/** Unit and bounds of a setting, for forms. */
export function describeSetting(key: SettingKey): SettingMeta {
  const meta = settingMeta.get(citySettingsSchema.shape[key]);
  if (meta === undefined) throw new Error(`the setting ${key} has neither unit nor bounds`);
  return meta;
}
