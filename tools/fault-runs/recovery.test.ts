import { expect, test } from "vitest";
import { perSecond, recoveryS } from "./recovery.ts";

/** Ten a second within each of the stretches, given in seconds. */
function matches(...stretches: readonly (readonly [fromS: number, toS: number])[]): number[] {
  return stretches.flatMap(([fromS, toS]) =>
    Array.from({ length: (toS - fromS) * 10 }, (_, index) => fromS * 1_000 + index * 100),
  );
}

const before = { fromMs: 0, toMs: 10_000 };
const after = { before, sinceMs: 10_000, untilMs: 30_000 };

test("a fault that nobody felt is recovered from at once", () => {
  expect(recoveryS({ ...after, matchedAtMs: matches([0, 30]) })).toBe(0);
});

test("the pause after a fault is the recovery time", () => {
  const recovered = recoveryS({ ...after, matchedAtMs: matches([0, 10], [17, 30]) });
  expect(recovered).toBeGreaterThan(6);
  expect(recovered).toBeLessThanOrEqual(7);
});

test("a short burst is no recovery", () => {
  expect(recoveryS({ ...after, matchedAtMs: matches([0, 10], [12, 14]) })).toBe(null);
});

test("a backlog that is matched at once, before a pause, is no recovery", () => {
  const backlog = Array.from({ length: 90 }, () => 19_000);
  const recovered = recoveryS({ ...after, matchedAtMs: [...matches([0, 13], [19, 30]), ...backlog] });
  expect(recovered).toBeGreaterThan(6);
  expect(recovered).toBeLessThanOrEqual(9);
});

test("half the rate is no recovery", () => {
  const half = matches([10, 30]).filter((_, index) => index % 2 === 0);
  expect(recoveryS({ ...after, matchedAtMs: [...matches([0, 10]), ...half] })).toBe(null);
});

test("the course of a load is its matches in each second", () => {
  expect(perSecond(matches([0, 2], [3, 4]), { fromMs: 0, toMs: 4_000 })).toEqual([10, 10, 0, 10]);
});
