import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CITY_SETTINGS } from "../settings/city-settings.ts";
import { ageOfFixMs, clockOffsetMs, fixAgeMs, isClockOff } from "./fix-time.ts";

const NOW_MS = 1_800_000_000_000;
const APPLE_EPOCH_MS = Date.parse("2001-01-01T00:00:00Z");

describe("fixAgeMs", () => {
  test.each([
    ["the age that the fix carries, whatever its times say", { ageMs: 1_500, recordedAtMs: 5, sentAtMs: 7 }, 1_500],
    ["the phone's own difference, however wrong its clock is", { recordedAtMs: 10_000, sentAtMs: 12_500 }, 2_500],
    ["the difference to the server's clock", { recordedAtMs: NOW_MS - 4_000 }, 4_000],
    ["now, when nothing is known", {}, 0],
    ["now for a fix from the future", { recordedAtMs: NOW_MS + 6_000 }, 0],
    ["now for a negative age", { ageMs: -1 }, 0],
    ["now for no number", { ageMs: NaN }, 0],
    ["now for an age of years", { ageMs: 20 * 365 * 86_400_000 }, 0],
    ["its true age for a fix that Safari counts from 2001", { recordedAtMs: NOW_MS - APPLE_EPOCH_MS - 3_000 }, 3_000],
    ["an hour and more as it is: too old is no absurdity", { ageMs: 7_200_000 }, 7_200_000],
  ])("is %s", (_, fix, ageMs) => {
    expect(fixAgeMs(fix, NOW_MS)).toBe(ageMs);
  });

  test("a phone's clock may be off by anything when it tells when it sent, or how much it is off", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), fc.nat({ max: 3_600_000 }), (offMs, ageMs) => {
        const sentAtMs = NOW_MS + offMs;
        expect(fixAgeMs({ recordedAtMs: sentAtMs - ageMs, sentAtMs }, NOW_MS)).toBe(ageMs);
        expect(fixAgeMs({ recordedAtMs: sentAtMs - ageMs }, NOW_MS, -offMs)).toBe(ageMs);
      }),
    );
  });

  test("is never below zero or above a day", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.option(fc.double()), (recordedAtMs, sentAtMs, ageMs) => {
        for (const fix of [{ ageMs }, { recordedAtMs }, { recordedAtMs, sentAtMs }]) {
          const result = fixAgeMs(fix, NOW_MS);
          expect(result >= 0 && result <= 86_400_000).toBe(true);
        }
      }),
    );
  });
});

test("a browser's fix is as old as its own clock says, from 1970 or from 2001", () => {
  expect(ageOfFixMs(NOW_MS - 800, NOW_MS)).toBe(800);
  expect(ageOfFixMs(NOW_MS - APPLE_EPOCH_MS - 800, NOW_MS)).toBe(800);
  expect(ageOfFixMs(NOW_MS + 800, NOW_MS)).toBe(0);
});

describe("the phone's clock", () => {
  test("its offset is that of the quickest round trip", () => {
    const slow = { askedAtMs: 0, receivedAtMs: 4_000, serverAtMs: 33_900 };
    const quick = { askedAtMs: 10_000, receivedAtMs: 10_100, serverAtMs: 40_050 };
    const impossible = { askedAtMs: 10_000, receivedAtMs: 9_000, serverAtMs: 0 };
    expect(clockOffsetMs([slow, quick, impossible])).toBe(30_000);
    expect(clockOffsetMs([impossible])).toBeNull();
  });

  test("is off from more than a minute, in either direction", () => {
    expect([60_000, 60_001, -60_000, -60_001].map((ms) => isClockOff(ms, DEFAULT_CITY_SETTINGS))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
