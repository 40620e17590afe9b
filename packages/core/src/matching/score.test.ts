import fc from "fast-check";
import { expect, test } from "vitest";
import { type MatchingWeights, scoreDriver, type ScoredDriver } from "./score.ts";

const NEWCOMER: ScoredDriver = { idleS: 0, offersSeen: 0, offersAccepted: 0 };
const WEIGHTS: MatchingWeights = { perIdleMinuteS: 3, maxIdleS: 90, refusalS: 40, perRiderWaitS: 1 };

test("a new driver who has just become free costs the drive to the pickup", () => {
  expect(scoreDriver(120, NEWCOMER)).toBe(120);
  expect(scoreDriver(120, NEWCOMER, WEIGHTS)).toBe(120);
});

test.each([
  [60, 118],
  [90, 117],
  [1_800, 60],
  [1_860, 60],
  [-600, 120],
])("waiting for %s s makes 120 s count as %s", (idleS, score) => {
  expect(scoreDriver(120, { ...NEWCOMER, idleS })).toBe(score);
});

test.each([
  [2, 0, 142.5],
  [8, 8, 120],
  [8, 3, 142.5],
  [43, 1, 162],
  [1, 3, 120],
])("with %s offers seen and %s accepted 120 s count as %s", (offersSeen, offersAccepted, score) => {
  expect(scoreDriver(120, { ...NEWCOMER, offersSeen, offersAccepted })).toBeCloseTo(score, 9);
});

test("the city's weights count, not the usual ones", () => {
  expect(scoreDriver(120, { idleS: 600, offersSeen: 2, offersAccepted: 0 }, WEIGHTS)).toBe(120 - 30 + 20);
  expect(scoreDriver(120, { ...NEWCOMER, idleS: 36_000 }, WEIGHTS)).toBe(30);
});

test("who accepts one offer more, or has waited longer, is never dearer for it", () => {
  fc.assert(
    fc.property(fc.nat(3_600), fc.nat(7_200), fc.nat(500), fc.nat(500), (etaS, idleS, seen, accepted) => {
      const driver = { idleS, offersSeen: Math.max(seen, accepted), offersAccepted: Math.min(seen, accepted) };
      const score = scoreDriver(etaS, driver);
      const again = { ...driver, offersSeen: driver.offersSeen + 1 };
      expect(scoreDriver(etaS, { ...again, offersAccepted: driver.offersAccepted + 1 })).toBeLessThanOrEqual(score);
      expect(scoreDriver(etaS, again)).toBeGreaterThan(score);
      expect(scoreDriver(etaS, { ...driver, idleS: idleS + 1 })).toBeLessThanOrEqual(score);
      expect(score).toBeGreaterThanOrEqual(etaS - 60);
      expect(score).toBeLessThan(etaS + 45);
    }),
  );
});
