import { describe, expect, test } from "vitest";

import { formatClock, formatDistance, formatDuration, formatMoney, formatRelative } from "./format.ts";

describe("numbers as people write them", () => {
  test("rupiah with the separator of the language", () => {
    expect(formatMoney("25000", "IDR", "id")).toBe("Rp\u00A025.000");
    expect(formatMoney("25000", "IDR", "en")).toBe("Rp\u00A025,000");
    expect(formatMoney("9007199254740993", "IDR", "en")).toBe("Rp\u00A09,007,199,254,740,993");
  });

  test("a currency that Atlas does not know keeps its code and its digits", () => {
    expect(formatMoney("25000", "XXX", "en")).toBe("XXX\u00A025000");
  });

  test("distances in metres to the nearest ten, then kilometres", () => {
    expect(formatDistance(847, "en")).toBe("850 m");
    expect(formatDistance(7_240, "en")).toBe("7.2 km");
    expect(formatDistance(7_240, "id")).toBe("7,2 km");
    expect(formatDistance(24_400, "en")).toBe("24 km");
  });

  test("durations never say zero", () => {
    expect(formatDuration(5, "en")).toBe("1 min");
    expect(formatDuration(4_320, "en")).toBe("1 h 12 min");
    expect(formatDuration(3_600, "id")).toBe("1 j");
  });

  test("a countdown ends at zero and not below", () => {
    expect(formatClock(65)).toBe("1:05");
    expect(formatClock(-3)).toBe("0:00");
  });

  test("a few seconds ago is now", () => {
    const now = new Date("2026-11-22T10:00:00Z");
    expect(formatRelative("2026-11-22T09:59:58Z", now, "en")).toBe("now");
    expect(formatRelative("2026-11-22T09:57:00Z", now, "en")).toMatch(/^3 min/);
  });
});
