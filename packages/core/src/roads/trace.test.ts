import { expect, test } from "vitest";
import { arcTimesAt } from "./arc-times.ts";
import { createPathSearch } from "./path-search.ts";
import { graphOf, near, type TestRoad } from "./road-fixture.ts";
import { createSnapper } from "./snap.ts";
import { type Trace, tracePath, turnKind } from "./trace.ts";

type Point = { readonly lat: number; readonly lng: number };

function trace(roads: readonly TestRoad[], a: Point, b: Point): Trace {
  const graph = graphOf(roads);
  const snap = createSnapper(graph);
  const [from, to] = [snap(a, "any"), snap(b, "any")];
  if (from === null || to === null) throw new Error("both are near a road");
  const times = arcTimesAt(graph, 12, true);
  const path = createPathSearch(graph)(from, to, times);
  if (path === null) throw new Error("there is a path");
  return tracePath(graph, path, { from, to }, times.seconds);
}

const turnsOf = ({ turns }: Trace): unknown[] => turns.map(({ kind, street }) => [kind, street]);

test.each([
  [19.9, "continue"],
  [20, "slight-right"],
  [44.9, "slight-right"],
  [45, "right"],
  [119.9, "right"],
  [120, "sharp-right"],
  [170, "sharp-right"],
  [170.1, "u-turn"],
  [180, "u-turn"],
  [-19.9, "continue"],
  [-20, "slight-left"],
  [-45, "left"],
  [-120, "sharp-left"],
  [-170.1, "u-turn"],
] as const)("a change of %s° is %s, whatever the heading before", (change, kind) => {
  for (const before of [0, 90, 271, 359]) expect(turnKind(before, (before + change + 360) % 360)).toBe(kind);
});

test("a line begins and ends between the points of the road, in both directions", () => {
  const roads = [{ at: [1, 2, 102, 103] }];
  const [a, b] = [near(1, 0, 0.25), near(102, 0, 0.5)];
  const line = [
    [0.00125, 0],
    [0.002, 0],
    [0.002, 0.001],
    [0.0025, 0.001],
  ];
  expect(trace(roads, a, b).geometry).toEqual(line);
  expect(trace(roads, b, a).geometry).toEqual(line.toReversed());
  expect(trace(roads, a, b).distanceM).toBeCloseTo(2.25 * 111.195, 1);
});

test("a point of the road that is the beginning or the end is drawn once", () => {
  const roads = [{ at: [1, 2, 3, 4] }];
  expect(trace(roads, near(2), near(3)).geometry).toEqual([
    [0.002, 0],
    [0.003, 0],
  ]);
  expect(trace(roads, near(3), near(2)).geometry).toEqual([
    [0.003, 0],
    [0.002, 0],
  ]);
  expect(trace(roads, near(1), near(4)).geometry).toHaveLength(4);
});

test("a bend in a street is not worth a word, a corner of it is, and so is another name straight on", () => {
  const street = [
    { at: [1, 2], name: "A" },
    { at: [2, 3], name: "A" },
    { at: [3, 103], name: "A" },
    { at: [103, 203], name: "B" },
    { at: [203, 303], name: null },
    // A cross street at each junction, so that the street is cut there.
    { at: [2, 102] },
    { at: [3, 4] },
  ];
  const route = trace(street, near(1, 0, 0.5), near(303, -0.5));
  expect(turnsOf(route)).toEqual([
    ["depart", "A"],
    ["left", "A"],
    ["continue", "B"],
    ["continue", null],
    ["arrive", null],
  ]);
  expect(route.turns.map(({ distanceM }) => Math.round(distanceM))).toEqual([167, 111, 111, 56, 0]);
  expect(route.turns.map(({ at }) => at)).toEqual([
    { lat: 0, lng: 0.0015 },
    { lat: 0, lng: 0.003 },
    { lat: 0.001, lng: 0.003 },
    { lat: 0.002, lng: 0.003 },
    { lat: 0.0025, lng: 0.003 },
  ]);
  // Residential at noon: 19 km/h × 0.872.
  const mps = (19 * 0.872) / 3.6;
  for (const { durationS, distanceM } of route.turns) expect(durationS).toBeCloseTo(distanceM / mps, 2);
});

test("a slight bend into a street of another name is announced, within a street it is not", () => {
  const bent = (name: string): TestRoad[] => [
    { at: [0, 2], name: "A" },
    { at: [2, 104], name },
    { at: [2, 202], name: "C" },
  ];
  expect(turnsOf(trace(bent("B"), near(1), near(103, -0.5)))).toEqual([
    ["depart", "A"],
    ["slight-left", "B"],
    ["arrive", "B"],
  ]);
  expect(turnsOf(trace(bent("A"), near(1), near(103, -0.5)))).toEqual([
    ["depart", "A"],
    ["arrive", "A"],
  ]);
});

test("a roundabout is announced once, and its exit although the name is the same", () => {
  const roads: TestRoad[] = [
    { at: [100, 101], name: "A" },
    { at: [101, 2, 103, 202, 101], direction: "forward", isRoundabout: true, name: "A" },
    { at: [103, 104], name: "A" },
    { at: [2, 1], name: "C" },
  ];
  expect(turnsOf(trace(roads, near(100, 0, 0.2), near(104, 0, -0.2)))).toEqual([
    ["depart", "A"],
    ["roundabout", "A"],
    ["slight-right", "A"],
    ["arrive", "A"],
  ]);
});
