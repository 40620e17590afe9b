import { expect, test } from "vitest";
import { axisTicks } from "./axis-ticks.ts";

test.each([
  [183_400, [0, 50_000, 100_000, 150_000, 200_000]],
  [200_000, [0, 50_000, 100_000, 150_000, 200_000]],
  [200_001, [0, 100_000, 200_000, 300_000]],
  [7, [0, 2, 4, 6, 8]],
  [1, [0, 0.5, 1]],
])("an axis to %d has round steps", (max, ticks) => {
  expect(axisTicks(max)).toEqual(ticks);
});

test("an axis of nothing has its origin", () => {
  expect(axisTicks(0)).toEqual([0]);
  expect(axisTicks(Number.NaN)).toEqual([0]);
});
