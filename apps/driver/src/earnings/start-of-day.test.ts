import { describe, expect, test } from "vitest";
import { startOfDay, startOfDayBefore, startOfWeekBefore } from "./start-of-day.ts";

const iso = (date: Date): string => date.toISOString();

describe("startOfDay", () => {
  test("a day in Jakarta begins at 17:00 UTC of the day before", () => {
    expect(iso(startOfDay(new Date("2026-03-01T16:59:59Z"), "Asia/Jakarta"))).toBe("2026-02-28T17:00:00.000Z");
    expect(iso(startOfDay(new Date("2026-03-01T17:00:00Z"), "Asia/Jakarta"))).toBe("2026-03-01T17:00:00.000Z");
  });

  test("the day on which summer time begins starts at its own midnight", () => {
    expect(iso(startOfDay(new Date("2026-03-29T10:00:00Z"), "Europe/Berlin"))).toBe("2026-03-28T23:00:00.000Z");
    expect(iso(startOfDayBefore(new Date("2026-03-30T10:00:00Z"), 2, "Europe/Berlin"))).toBe(
      "2026-03-27T23:00:00.000Z",
    );
  });

  test("a week begins on Monday", () => {
    // 1 March 2026 is a Sunday.
    expect(iso(startOfWeekBefore(new Date("2026-03-01T10:00:00Z"), 0, "Asia/Jakarta"))).toBe(
      "2026-02-22T17:00:00.000Z",
    );
    expect(iso(startOfWeekBefore(new Date("2026-03-02T10:00:00Z"), 1, "Asia/Jakarta"))).toBe(
      "2026-02-22T17:00:00.000Z",
    );
  });
});
