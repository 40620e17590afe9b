import { expect, test } from "vitest";
import { addDays, dayAt, hourAt, hourBefore, isDay, presetRange } from "./calendar-day.ts";

test("the day is the city's, not Greenwich's and not the device's", () => {
  const evening = new Date("2026-11-29T17:30:00Z");
  expect(dayAt(evening, "Asia/Jakarta")).toBe("2026-11-30");
  expect(dayAt(evening, "UTC")).toBe("2026-11-29");
});

test("the hour is the city's, from 0 to 23", () => {
  expect(hourAt(new Date("2026-11-29T17:30:00Z"), "Asia/Jakarta")).toBe(0);
  expect(hourAt(new Date("2026-11-29T16:59:59Z"), "Asia/Jakarta")).toBe(23);
  expect(hourBefore({ day: "2026-12-01", hour: 0 })).toEqual({ day: "2026-11-30", hour: 23 });
  expect(hourBefore({ day: "2026-12-01", hour: 1 })).toEqual({ day: "2026-12-01", hour: 0 });
});

test("days are counted over the ends of months and years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
});

test.each([
  ["2026-11-30", true],
  ["2026-02-30", false],
  ["1999-12-31", false],
  ["2026-1-1", false],
  ["tomorrow", false],
])("%s is a day: %s", (text, expected) => {
  expect(isDay(text)).toBe(expected);
});

test("a preset of days ends today, and has as many days as it says", () => {
  expect(presetRange("today", "2026-11-30")).toEqual({ from: "2026-11-30", to: "2026-11-30" });
  expect(presetRange("yesterday", "2026-12-01")).toEqual({ from: "2026-11-30", to: "2026-11-30" });
  expect(presetRange("week", "2026-11-30")).toEqual({ from: "2026-11-24", to: "2026-11-30" });
  expect(presetRange("month", "2026-11-30")).toEqual({ from: "2026-11-01", to: "2026-11-30" });
});
