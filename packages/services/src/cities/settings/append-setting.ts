import { DomainError } from "@atlas/core/errors";
import { acceptedOrThrow } from "@atlas/core/refusal";
import { validateSettingChange } from "@atlas/core/settings/validate-setting-change";
import { rowsInForce, type SettingRow, settingsAt } from "@atlas/core/settings/settings-at";
import type { Transaction } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { citySettings } from "@atlas/db/schema/settings";
import { eq } from "drizzle-orm";
import { readSettingRows } from "./read-setting-rows.ts";

export interface SettingChange {
  /** UUIDv7: of two changes with the same date the later one holds. */
  readonly id: string;
  readonly cityId: string;
  readonly key: string;
  readonly value: unknown;
  /** At once when left out. */
  readonly effectiveFrom?: Date | undefined;
  readonly authorId: string;
  readonly reason: string;
}

export interface AppendedSetting {
  readonly row: SettingRow;
  /** What held at its date before. */
  readonly before: unknown;
}

/**
 * Writes a change of a city's settings, if it agrees with all that is in force with it. Changes of one city take turns, so
 * that two which contradict each other are not both accepted. Processes learn of it when their `SettingsCache` is notified. A
 * value that holds at its date already is not written again: the row that says so is returned.
 * @throws DomainError CITY_NOT_FOUND, INVALID_INPUT (unknown key, out of bounds, contradiction, date in the past)
 */
export async function appendSetting(tx: Transaction, change: SettingChange, now: Date): Promise<AppendedSetting> {
  const { id, cityId, key, value, effectiveFrom = now, authorId, reason } = change;
  if (effectiveFrom < now) throw new DomainError("INVALID_INPUT", "A setting cannot take effect in the past.");
  // Not FOR UPDATE: new orders reference the city meanwhile.
  const [city] = await tx.select({ id: cities.id }).from(cities).where(eq(cities.id, cityId)).for("no key update");
  if (!city) throw new DomainError("CITY_NOT_FOUND", "Atlas does not serve this city.");
  const rows = await readSettingRows(tx, cityId);
  const held = rowsInForce(rows, effectiveFrom).get(key);
  const before = held?.value ?? defaultOf(rows, effectiveFrom, key);
  if (held !== undefined && held.value === value) return { row: held, before };
  const row = acceptedOrThrow(validateSettingChange(rows, { id, key, value, effectiveFrom }));
  await tx.insert(citySettings).values({ id, cityId, key, value, effectiveFrom, authorId, reason });
  return { row, before };
}

/** As a row would have it, amounts too. */
function defaultOf(rows: readonly SettingRow[], at: Date, key: string): unknown {
  const value = Object.entries(settingsAt(rows, at)).find(([name]) => name === key)?.[1];
  return typeof value === "bigint" ? Number(value) : value;
}
