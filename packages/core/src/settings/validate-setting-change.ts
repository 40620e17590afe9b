import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import {
  type CitySettings,
  citySettingsSchema,
  describeSetting,
  isSettingKey,
  type SettingKey,
} from "./city-settings.ts";
import { type SettingRow, settingsAt } from "./settings-at.ts";

/** Pairs of settings of which the first may not exceed the second, with what would happen if it did. */
const IN_ORDER: readonly (readonly [SettingKey, SettingKey, string])[] = [
  ["arrivalRadiusM", "arrivalLeftM", "A car would have left the pickup where it has just arrived."],
  ["evidenceMaxAgeS", "arrivalSilentS", "A car would be silent while its position still proves its arrival."],
  ["cashMinBalanceMinor", "payoutMinBalanceMinor", "A payout would shut its driver out of cash trips."],
];

/**
 * Whether a new row may be stored beside a city's `rows`: a known key, a value within its bounds, and settings that agree
 * with one another from its date on, also with what is to take effect later.
 */
export function validateSettingChange(
  rows: readonly SettingRow[],
  change: SettingRow,
): Result<SettingRow, Refusal<"INVALID_INPUT">> {
  if (!isSettingKey(change.key)) return refuse(`There is no setting ${change.key}.`);
  if (change.value === undefined || !citySettingsSchema.shape[change.key].safeParse(change.value).success) {
    const { unit, min, max } = describeSetting(change.key);
    return refuse(`${change.key} must be a whole number from ${min} to ${max} (${unit}).`);
  }
  const after = [...rows, change];
  const instants = after.map((row) => row.effectiveFrom).filter((instant) => instant >= change.effectiveFrom);
  for (const instant of instants) {
    const contradiction = findContradiction(settingsAt(after, instant), change.key);
    if (contradiction !== null) return refuse(contradiction);
  }
  return ok(change);
}

function findContradiction(settings: CitySettings, key: SettingKey): string | null {
  for (const [lesser, greater, consequence] of IN_ORDER) {
    if (lesser !== key && greater !== key) continue;
    if (settings[lesser] > settings[greater]) return `${lesser} may not exceed ${greater}. ${consequence}`;
  }
  return null;
}

function refuse(message: string): Result<never, Refusal<"INVALID_INPUT">> {
  return err({ code: "INVALID_INPUT", message });
}
