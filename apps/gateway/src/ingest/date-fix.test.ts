import type { ReportedFix } from "@atlas/core/positions/reported-fix";
import { createMoveHistory } from "@atlas/core/positions/move-history";
import { expect, test } from "vitest";
import { dateFix, noteClock } from "./date-fix.ts";
import type { KnownDriver } from "./driver-directory.ts";

const NOW_MS = 1_800_000_000_000;
const HERE = { lat: -6.2, lng: 106.8 };
/** 1970 to 2001, by which Safari's fixes are too early. */
const APPLE_MS = 978_307_200_000;

function newDriver(): KnownDriver {
  return {
    driverId: "d",
    cityId: "c",
    hasUnsetAvailability: false,
    loadedAtMs: NOW_MS,
    history: createMoveHistory(),
    phone: undefined,
    phoneChanges: 0,
    slowMs: Number.POSITIVE_INFINITY,
    tokens: 1,
    tokensAtMs: 0,
  };
}

/** The ages at which fixes that came together are dated. */
function agesOf(driver: KnownDriver, fixes: readonly Partial<ReportedFix>[], nowMs = NOW_MS): number[] {
  const whole = fixes.map((fix) => ({ ...HERE, ...fix }));
  for (const fix of whole) noteClock(driver, fix, nowMs);
  return whole.map((fix) => nowMs - dateFix(driver, fix, nowMs).recordedAtMs);
}

/** Fixes so many milliseconds old of a phone whose clock is off, that sends its own time and nothing else. */
function byOwnTime(offMs: number, ...agesMs: number[]): Partial<ReportedFix>[] {
  return agesMs.map((ageMs) => ({ recordedAt: NOW_MS + offMs - ageMs }));
}

test.each([
  ["right", 0],
  ["29 s slow", -29_000],
  ["an hour slow", -3_600_000],
  ["6 s fast", 6_000],
  ["an hour fast", 3_600_000],
  ["counted from 2001", -APPLE_MS],
])("a fix of now by a clock that is %s counts as now", (_, offMs) => {
  expect(agesOf(newDriver(), byOwnTime(offMs, 0))).toEqual([0]);
});

test("of a phone whose clock is 29 s slow, what waited offline keeps its age", () => {
  expect(agesOf(newDriver(), byOwnTime(-29_000, 60_000, 30_000, 0))).toEqual([60_000, 30_000, 0]);
});

test("a fix by a clock that has been right is as old as it says", () => {
  const driver = newDriver();
  agesOf(driver, byOwnTime(0, 0));
  expect(agesOf(driver, byOwnTime(0, 45_000))).toEqual([45_000]);
});

test("a clock that was fast once makes nothing of later older than it is", () => {
  const driver = newDriver();
  agesOf(driver, byOwnTime(30_000, 0));
  expect(agesOf(driver, byOwnTime(0, 0))).toEqual([0]);
});

test("an age needs no clock, and teaches nothing of one", () => {
  const driver = newDriver();
  expect(agesOf(driver, [{ ageMs: 1_200 }, { recordedAt: 5, sentAt: 905 }])).toEqual([1_200, 900]);
  expect(driver.slowMs).toBe(Number.POSITIVE_INFINITY);
});

test.each([-5, 86_400_001, Number.POSITIVE_INFINITY])("an age of %d ms counts as now", (ageMs) => {
  expect(agesOf(newDriver(), [{ ageMs }])).toEqual([0]);
});
