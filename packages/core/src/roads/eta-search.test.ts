import { expect, test } from "vitest";
import { arcTimesAt } from "./arc-times.ts";
import { createEtaSearch, type RoadEta } from "./eta-search.ts";
import { createPathSearch } from "./path-search.ts";
import { graphOf, near, type TestRoad } from "./road-fixture.ts";
import { createSnapper, type Snap } from "./snap.ts";

/** Residential at noon: 19 km/h × 0.872; a block is 111.195 m. */
const BLOCK_S = 111.195 / ((19 * 0.872) / 3.6);
const STREET: TestRoad[] = [{ at: [1, 2] }, { at: [2, 3] }, { at: [3, 4] }, { at: [4, 5] }];
type Point = ReturnType<typeof near>;

/** Blocks driven and their seconds, for each origin. */
function etas(
  roads: readonly TestRoad[],
  { to, from, maxDurationS = 1e6 }: { to: Point; from: readonly (Point | null)[]; maxDurationS?: number },
): (RoadEta | null)[] {
  const graph = graphOf(roads);
  const snap = createSnapper(graph);
  const snapped = (point: Point): Snap => snap(point, "any") ?? nowhere();
  const origins = from.map((point) => (point === null ? null : snapped(point)));
  const { seconds: arcSeconds } = arcTimesAt(graph, 12, true);
  return createEtaSearch(graph)(snapped(to), origins, { arcSeconds, maxDurationS });
}

function nowhere(): never {
  throw new Error("the place is near a road");
}

const blocks = (count: number): unknown => ({
  durationS: expect.closeTo(count * BLOCK_S, 3),
  distanceM: expect.closeTo(count * 111.195, 1),
});

test("each origin has the time and the metres of its own path, in both directions and on the same block", () => {
  const from = [near(1, 0, 0.5), near(4, 0, 0.5), near(3, 0, 0.25), near(3, 0, 0.75), near(3, 0, 0.5)];
  expect(etas(STREET, { to: near(3, 0, 0.5), from })).toEqual([2, 1, 0.25, 0.25, 0].map(blocks));
});

test("an origin without a road has no time, and the others theirs", () => {
  expect(etas(STREET, { to: near(3, 0, 0.5), from: [null, near(2, 0, 0.5), null] })).toEqual([null, blocks(1), null]);
  expect(etas(STREET, { to: near(3, 0, 0.5), from: [] })).toEqual([]);
});

test("where it takes longer than allowed there is no time; just as long is allowed", () => {
  const from = [near(1, 0, 0.5), near(2, 0, 0.5), near(3, 0, 0.1)];
  const within = (maxDurationS: number): boolean[] =>
    etas(STREET, { to: near(3, 0, 0.5), from, maxDurationS }).map((eta) => eta !== null);
  expect(within(2.01 * BLOCK_S)).toEqual([true, true, true]);
  expect(within(1.99 * BLOCK_S)).toEqual([false, true, true]);
  expect(within(0.99 * BLOCK_S)).toEqual([false, false, true]);
  expect(within(0.3 * BLOCK_S)).toEqual([false, false, false]);
  const [exact] = etas(STREET, { to: near(3, 0, 0.5), from: [near(2, 0, 0.5)] });
  expect(etas(STREET, { to: near(3, 0, 0.5), from: [near(2, 0, 0.5)], maxDurationS: exact?.durationS ?? 0 })).toEqual([
    exact,
  ]);
});

test("on a one-way block the place behind is a whole loop away", () => {
  const loop: TestRoad[] = [
    { at: [1, 2], direction: "forward" },
    { at: [2, 102] },
    { at: [102, 101] },
    { at: [101, 1] },
  ];
  const from = [near(1, 0, 0.25), near(1, 0, 0.75)];
  expect(etas(loop, { to: near(1, 0, 0.5), from })).toEqual([0.25, 3.75].map(blocks));
});

test("one search may follow another, in the same buffers", () => {
  const graph = graphOf(STREET);
  const snap = createSnapper(graph);
  const times = arcTimesAt(graph, 12, true);
  const [search, route] = [createEtaSearch(graph), createPathSearch(graph)];
  const [a, b, c] = [near(1, 0, 0.5), near(3, 0, 0.5), near(4, 0, 0.5)].map((at) => snap(at, "any") ?? nowhere());
  if (!a || !b || !c) return nowhere();
  const options = { arcSeconds: times.seconds, maxDurationS: 1e6 };
  for (let turn = 0; turn < 3; turn += 1) {
    expect(search(b, [a, c], options)).toEqual([2, 1].map(blocks));
    expect(search(a, [c], options)).toEqual([3].map(blocks));
    expect(route(a, c, times)?.durationS).toBeCloseTo(3 * BLOCK_S, 3);
    expect(route(c, b, times)?.durationS).toBeCloseTo(BLOCK_S, 3);
    expect(route(c, b, times)?.arcs).toHaveLength(2);
    expect(route(b, b, times)).toEqual({ arcs: [expect.any(Number)], durationS: 0 });
  }
});

test("where there is no path there is no time and no route", () => {
  // The snap stands on the road that leads out of town, as after a trip that ended there.
  const graph = graphOf([...STREET, { at: [5, 6], direction: "forward" }]);
  const times = arcTimesAt(graph, 12, true);
  const there = createSnapper(graph)(near(1, 0, 0.5), "any") ?? nowhere();
  const out: Snap = { ...there, segment: 4, shapeIndex: 8, fraction: 0.5 };
  expect(createPathSearch(graph)(out, there, times)).toBeNull();
  const options = { arcSeconds: times.seconds, maxDurationS: 1e6 };
  expect(createEtaSearch(graph)(there, [out], options)).toEqual([null]);
  expect(createEtaSearch(graph)(out, [there], options)).toEqual([blocks(4)]);
});

test("a search ends with the last origin or at the time limit, not at the end of the town", () => {
  const street = Array.from({ length: 90 }, (_, column): TestRoad => ({ at: [column, column + 1] }));
  const graph = graphOf(street);
  const snap = createSnapper(graph);
  const { seconds } = arcTimesAt(graph, 12, true);
  const looked = (from: readonly Point[], maxDurationS: number): number => {
    const read = new Set<string | symbol>();
    const arcSeconds = new Proxy(seconds, {
      get: (array, arc) => {
        read.add(arc);
        return Reflect.get(array, arc);
      },
    });
    const origins = from.map((point) => snap(point, "any"));
    createEtaSearch(graph)(snap(near(45, 0, 0.5), "any") ?? nowhere(), origins, { arcSeconds, maxDurationS });
    return read.size;
  };
  const everything = looked([near(1), near(89)], 1e6);
  expect(everything).toBeGreaterThan(170);
  expect(looked([near(44, 0, 0.5), near(46, 0, 0.5), near(46, 0, 0.6)], 1e6)).toBeLessThan(16);
  expect(looked([near(1), near(89)], 3 * BLOCK_S)).toBeLessThan(20);
});
