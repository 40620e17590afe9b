import { expect, test } from "vitest";
import { nextLimit } from "./in-flight-limit.ts";

const SETTINGS = { targetMs: 200, initialLimit: 64, minLimit: 10, maxLimit: 100 };

test.each([
  ["at the target it stays", 50, { latencyMs: 200, isPressed: true }, 50],
  ["a little slower than the target lowers it by as much", 50, { latencyMs: 220, isPressed: true }, 50 / 1.1],
  ["twice as slow lowers it by a fifth and no more", 50, { latencyMs: 400, isPressed: true }, 40],
  ["faster raises it by a tenth and no more, when calls waited", 50, { latencyMs: 20, isPressed: true }, 55],
  ["a little faster raises it by as much", 50, { latencyMs: 190, isPressed: true }, 50 / 0.95],
  ["it never rises above the most", 98, { latencyMs: 20, isPressed: true }, 100],
  ["it never falls below the least", 11, { latencyMs: 4_000, isPressed: true }, 10],
  ["while nobody waits it rises up to where it began", 60, { latencyMs: 20, isPressed: false }, 64],
  ["while nobody waits it does not rise above where it began", 80, { latencyMs: 20, isPressed: false }, 80],
  ["while nobody waits it falls all the same", 80, { latencyMs: 400, isPressed: false }, 64],
])("%s: %s with %o", (_, limit, window, next) => {
  expect(nextLimit(limit, window, SETTINGS)).toBeCloseTo(next, 9);
});
