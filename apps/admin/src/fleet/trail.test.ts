import { expect, test } from "vitest";

import { joined, stretchesOf, type TrailPoint, withPoint } from "./trail.ts";

function at(second: number): TrailPoint {
  return { lat: -6.2, lng: 106.8 + second / 10_000, atMs: second * 1_000 };
}

function trailOf(...seconds: number[]): readonly TrailPoint[] {
  return seconds.map(at).reduce<readonly TrailPoint[]>(withPoint, []);
}

test("a trail keeps five minutes, and nothing comes after what is newer", () => {
  expect(trailOf(0, 10, 300).map(({ atMs }) => atMs)).toEqual([0, 10_000, 300_000]);
  expect(trailOf(0, 10, 305).map(({ atMs }) => atMs)).toEqual([10_000, 305_000]);
  expect(trailOf(20, 10, 20)).toEqual([at(20)]);
});

test("where nothing was heard for long the line is a gap", () => {
  expect(stretchesOf(trailOf(0, 5, 10, 100, 105))).toEqual([
    { isGap: false, line: [at(0), at(5), at(10)] },
    { isGap: true, line: [at(10), at(100)] },
    { isGap: false, line: [at(100), at(105)] },
  ]);
});

test("what was known before is cut off as it grows old", () => {
  expect(joined([at(0), at(10)], [at(300), at(305)])).toEqual([at(10), at(300), at(305)]);
  expect(joined([at(0), at(10)], [])).toEqual([at(0), at(10)]);
});

test("one place is no line yet", () => {
  expect(stretchesOf(trailOf(5))).toEqual([]);
});
