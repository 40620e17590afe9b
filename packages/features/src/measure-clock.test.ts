import { isClockOff } from "@atlas/core/positions/fix-time";
import { DEFAULT_CITY_SETTINGS } from "@atlas/core/settings/city-settings";
import { expect, test } from "vitest";
import { measureClock } from "./measure-clock.ts";

const SERVER_MS = Date.parse("2026-03-01T08:00:00Z");

/** Measures a phone whose clock is so far ahead, over a network whose round trips take so long. */
async function measured(aheadMs: number, ...roundTripsMs: number[]): Promise<number | null> {
  let passedMs = 0;
  const trips = roundTripsMs.values();
  const askAtlas = async (): Promise<number> => {
    const tripMs = trips.next().value ?? 0;
    passedMs += tripMs;
    // A slow response loses its time in one direction.
    return SERVER_MS + passedMs - (tripMs > 1_000 ? 0 : tripMs / 2);
  };
  return await measureClock(askAtlas, () => SERVER_MS + aheadMs + passedMs);
}

test("the quickest response counts", async () => {
  expect(await measured(90_000, 4_000, 80, 2_000)).toBe(-90_000);
  expect(await measured(-90_000, 80, 2_000, 4_000)).toBe(90_000);
});

test("a driver is warned from a minute on, be the clock fast or slow", async () => {
  const isWarned = async (aheadMs: number): Promise<boolean> =>
    isClockOff((await measured(aheadMs, 50, 50, 50)) ?? 0, DEFAULT_CITY_SETTINGS);
  expect(await Promise.all([-60_001, -60_000, 0, 60_000, 60_001].map(isWarned))).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});
