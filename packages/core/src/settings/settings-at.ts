import { type CitySettings, citySettingsSchema, isSettingKey } from "./city-settings.ts";

/** A change of one setting of a city, as stored: append-only, in force from its date until the next one of its key. */
export interface SettingRow {
  /** Grows with every row: of two with the same date the later one holds. */
  readonly id: string;
  readonly key: string;
  readonly value: unknown;
  readonly effectiveFrom: Date;
}

/**
 * The settings of a city in force at an instant: per key the row that took effect last, else the default. `rows` are one
 * city's, in any order. Keys and values that this version cannot read are passed over, so that a roll-back keeps running:
 * `unreadableSettings` names them.
 */
export function settingsAt(rows: readonly SettingRow[], at: Date): CitySettings {
  const values = [...rowsInForce(rows, at)].map(([key, { value }]) => [key, value]);
  return citySettingsSchema.parse(Object.fromEntries(values));
}

/** The row of each key that is in force at an instant; keys without one have their default. */
export function rowsInForce<R extends SettingRow>(rows: readonly R[], at: Date): ReadonlyMap<string, R> {
  const inForce = new Map<string, R>();
  for (const row of rows) {
    if (row.effectiveFrom > at || !isReadable(row)) continue;
    const before = inForce.get(row.key);
    if (before === undefined || tookEffectAfter(row, before)) inForce.set(row.key, row);
  }
  return inForce;
}

/** The rows that this version passes over: an unknown key, or a value outside its bounds. For the log. */
export function unreadableSettings(rows: readonly SettingRow[]): readonly SettingRow[] {
  return rows.filter((row) => !isReadable(row));
}

/** When the settings change next after `at`, or null: until then what `settingsAt` returned may be kept. */
export function nextChangeAfter(rows: readonly SettingRow[], at: Date): Date | null {
  return rows.reduce<Date | null>((soonest, { effectiveFrom }) => {
    const isSooner = effectiveFrom > at && (soonest === null || effectiveFrom < soonest);
    return isSooner ? effectiveFrom : soonest;
  }, null);
}

function isReadable({ key, value }: SettingRow): boolean {
  return isSettingKey(key) && value !== undefined && citySettingsSchema.shape[key].safeParse(value).success;
}

function tookEffectAfter(row: SettingRow, before: SettingRow): boolean {
  const laterMs = row.effectiveFrom.getTime() - before.effectiveFrom.getTime();
  return laterMs > 0 || (laterMs === 0 && row.id > before.id);
}
