import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { citySettingsSchema, DEFAULT_CITY_SETTINGS, describeSetting, isSettingKey } from "./city-settings.ts";
import { validateSettingChange } from "./validate-setting-change.ts";
import { nextChangeAfter, type SettingRow, settingsAt, unreadableSettings } from "./settings-at.ts";

const NOW = new Date("2026-11-22T03:00:00Z");
const KEYS = Object.keys(citySettingsSchema.shape).filter(isSettingKey);

function row(change: Partial<SettingRow> = {}): SettingRow {
  return { id: "1", key: "arrivalRadiusM", value: 100, effectiveFrom: NOW, ...change };
}

function later(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

describe("the table", () => {
  test("a city that has set nothing has the defaults", () => {
    expect(settingsAt([], NOW)).toEqual(DEFAULT_CITY_SETTINGS);
    expect(DEFAULT_CITY_SETTINGS).toMatchObject({
      arrivalRadiusM: 250,
      evidenceMaxAgeS: 30,
      arrivalLeftM: 500,
      arrivalSilentS: 120,
      tripEndRadiusM: 500,
      trackSharePercent: 80,
      fareConfirmS: 600,
      cashMinBalanceMinor: 0n,
    });
  });

  test.each(KEYS)("%s takes its bounds and nothing beyond them", (key) => {
    const { min, max } = describeSetting(key);
    const takes = (value: unknown): boolean => citySettingsSchema.shape[key].safeParse(value).success;
    expect([min, max].map(takes)).toEqual([true, true]);
    expect([min - 1, max + 1, 0.5].map(takes)).toEqual([false, false, false]);
    expect([null, true, "", "250", NaN].map(takes)).toEqual([false, false, false, false, false]);
    expect(Number(DEFAULT_CITY_SETTINGS[key])).toBeGreaterThanOrEqual(min);
    expect(Number(DEFAULT_CITY_SETTINGS[key])).toBeLessThanOrEqual(max);
  });
});

describe("settingsAt", () => {
  test("a row holds from its date until the next one of its key", () => {
    const rows = [row({ value: 100 }), row({ id: "2", value: 120, effectiveFrom: later(1_000) })];
    const radii = [-1, 0, 999, 1_000].map((ms) => settingsAt(rows, later(ms)).arrivalRadiusM);
    expect(radii).toEqual([250, 100, 100, 120]);
  });

  test("of two rows with the same date the later written one holds, in whatever order they are read", () => {
    const rows = [row({ id: "a", value: 100 }), row({ id: "b", value: 120 })];
    expect(settingsAt(rows, NOW).arrivalRadiusM).toBe(120);
    expect(settingsAt(rows.toReversed(), NOW).arrivalRadiusM).toBe(120);
  });

  test("amounts are whole numbers in the row and bigints in the settings", () => {
    expect(settingsAt([row({ key: "cashMinBalanceMinor", value: -50_000 })], NOW).cashMinBalanceMinor).toBe(-50_000n);
  });

  test("what this version cannot read is passed over: what held before still does", () => {
    const rows = [
      row({ value: 100 }),
      row({ id: "2", value: 1_000_000 }),
      row({ id: "3", value: undefined }),
      row({ id: "4", key: "colour" }),
      row({ id: "5", key: "toString" }),
    ];
    expect(settingsAt(rows, NOW)).toEqual({ ...DEFAULT_CITY_SETTINGS, arrivalRadiusM: 100 });
    expect(unreadableSettings(rows).map(({ id }) => id)).toEqual(["2", "3", "4", "5"]);
  });

  test("equals the settings of the rows replayed in order of their dates", () => {
    const rows = fc.uniqueArray(
      fc.record({
        id: fc.nat({ max: 999 }).map((n) => n.toString().padStart(3, "0")),
        key: fc.constantFrom("arrivalRadiusM", "offRouteS", "longStopS"),
        value: fc.integer({ min: 60, max: 1_800 }),
        effectiveFrom: fc.nat({ max: 20 }).map(later),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(rows, fc.nat({ max: 25 }), (changes, afterMs) => {
        const replayed: Record<string, unknown> = {};
        const inOrder = changes.toSorted(
          (a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime() || (a.id < b.id ? -1 : 1),
        );
        for (const { key, value, effectiveFrom } of inOrder) if (effectiveFrom <= later(afterMs)) replayed[key] = value;
        expect(settingsAt(changes, later(afterMs))).toEqual({ ...DEFAULT_CITY_SETTINGS, ...replayed });
      }),
    );
  });

  test("nothing changes before the next date", () => {
    const rows = [row(), row({ effectiveFrom: later(9_000) }), row({ effectiveFrom: later(5_000) })];
    expect([-1, 0, 5_000, 9_000].map((ms) => nextChangeAfter(rows, later(ms)))).toEqual([
      NOW,
      later(5_000),
      later(9_000),
      null,
    ]);
  });
});

describe("validateSettingChange", () => {
  const refusal = (rows: readonly SettingRow[], change: SettingRow): string | null => {
    const result = validateSettingChange(rows, change);
    return result.ok ? null : result.error.message;
  };

  test("an unknown key and a value out of bounds are refused with the bounds", () => {
    expect(validateSettingChange([], row({ key: "colour" }))).toMatchObject({
      ok: false,
      error: { code: "INVALID_INPUT" },
    });
    expect(refusal([], row({ value: 5 }))).toBe("arrivalRadiusM must be a whole number from 20 to 2000 (m).");
    expect(refusal([], row())).toBeNull();
  });

  test.each([
    ["arrivalRadiusM", 600, "arrivalLeftM"],
    ["arrivalLeftM", 200, "arrivalRadiusM"],
    ["arrivalSilentS", 30, null],
    ["evidenceMaxAgeS", 121, "arrivalSilentS"],
    ["cashMinBalanceMinor", 1, "payoutMinBalanceMinor"],
  ])("%s of %s is held against %s", (key, value, other) => {
    const message = refusal([], row({ key, value }));
    if (other === null) expect(message).toBeNull();
    else expect(message).toContain(other);
  });

  test("a contradiction that exists already blocks only the settings that it concerns", () => {
    const stored = [row({ key: "evidenceMaxAgeS", value: 200 })];
    expect(refusal(stored, row({ id: "2", key: "offRouteM", value: 300 }))).toBeNull();
    expect(refusal(stored, row({ id: "2", key: "arrivalSilentS", value: 130 }))).toContain("evidenceMaxAgeS");
  });

  test("a change is held against what takes effect later, and not against what held before", () => {
    const planned = row({ id: "1", key: "arrivalLeftM", value: 300, effectiveFrom: later(1_000) });
    expect(refusal([planned], row({ id: "2", value: 400 }))).toContain("arrivalLeftM");
    const past = row({ id: "1", key: "arrivalLeftM", value: 300, effectiveFrom: later(-2_000) });
    const since = row({ id: "2", key: "arrivalLeftM", value: 900, effectiveFrom: later(-1_000) });
    expect(refusal([past, since], row({ id: "3", value: 400 }))).toBeNull();
  });
});
