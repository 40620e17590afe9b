import type { SettingKey } from "@atlas/core/settings/city-settings";
import type { SettingRow } from "@atlas/core/settings/settings-at";
import type { Queryable } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { citySettings } from "@atlas/db/schema/settings";
import { eq } from "drizzle-orm";

/** Before every change. */
const FIRST = { id: "00000000-0000-0000-0000-000000000000", effectiveFrom: new Date(0) };

/** The settings that were columns before there were settings. */
const COLUMNS = {
  freeWaitingS: cities.waitingFreeS,
  cancelFeeMinor: cities.cancelFeeMinor,
  cashMinBalanceMinor: cities.minimumDriverCreditMinor,
  // One limit for every kind of movement.
  adjustmentLimitMinor: cities.adjustmentLimitMinor,
  creditLimitMinor: cities.adjustmentLimitMinor,
  debitLimitMinor: cities.adjustmentLimitMinor,
  transferLimitMinor: cities.adjustmentLimitMinor,
  reversalLimitMinor: cities.adjustmentLimitMinor,
  refundLimitMinor: cities.adjustmentLimitMinor,
} satisfies { readonly [K in SettingKey]?: unknown };

/**
 * Every change of a city's settings, those that are to take effect later included. What a city had as a column before there
 * were settings comes first: nobody set it, so it has no row of its own, and holds until somebody does.
 */
export async function readSettingRows(db: Queryable, cityId: string): Promise<readonly SettingRow[]> {
  const { id, key, value, effectiveFrom } = citySettings;
  const [[city], changes] = await Promise.all([
    db.select(COLUMNS).from(cities).where(eq(cities.id, cityId)),
    db.select({ id, key, value, effectiveFrom }).from(citySettings).where(eq(citySettings.cityId, cityId)),
  ]);
  if (city === undefined) return changes;
  const before = Object.entries(city).map(([key, value]) => ({ ...FIRST, key, value: Number(value) }));
  return [...before, ...changes];
}
