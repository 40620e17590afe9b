import { expect, test } from "vitest";
import { notBelow } from "./measurement.ts";

const pairsOf = (...pairs: [number, number][]) => pairs.map(([value, baseline]) => ({ value, baseline }));
const holds = (...pairs: [number, number][]): boolean => notBelow("x", { unit: "%", pairs: pairsOf(...pairs) }).holds;

test("one rider in ten thousand less is chance", () => {
  expect(holds([99.95, 100], [100, 100], [100, 100], [100, 100], [100, 100])).toBe(true);
});

test("differences both ways, a little lower in the mean, are chance", () => {
  expect(holds([66, 65], [64, 66], [67, 66], [63, 65], [65, 65.5])).toBe(true);
});

test("lower by more than chance in every seed fails", () => {
  expect(holds([64, 66], [63.5, 65.6], [64.1, 66], [63, 65.2], [64, 66.1])).toBe(false);
  expect(holds([99, 100], [99, 100], [99, 100], [99, 100], [99, 100])).toBe(false);
});

test("higher holds", () => {
  expect(holds([67, 66], [66, 65], [68, 66], [66, 65], [67, 66])).toBe(true);
});
