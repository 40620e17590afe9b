import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arcTimesAt } from "./arc-times.ts";
import { createEtaSearch } from "./eta-search.ts";
import { createPathSearch } from "./path-search.ts";
import { graphOf, near, type TestRoad } from "./road-fixture.ts";
import type { RoadGraph } from "./road-graph.ts";
import type { TurnRestriction } from "./road-network.ts";
import { createSnapper, fractionAlong, type Snap } from "./snap.ts";

type Point = { readonly lat: number; readonly lng: number };

function snapTo(graph: RoadGraph, point: Point): Snap {
  const snapped = createSnapper(graph)(point, "any");
  if (snapped === null) throw new Error("the point is near a road");
  return snapped;
}

/** Metres by the shortest path (all roads are of one class), or null when there is none. */
function metres(graph: RoadGraph, from: Point, to: Point): number | null {
  const times = arcTimesAt(graph, 12, true);
  const [start, end] = [snapTo(graph, from), snapTo(graph, to)];
  const path = createPathSearch(graph)(start, end, times);
  const [eta] = createEtaSearch(graph)(end, [start], { arcSeconds: times.seconds, maxDurationS: 1e6 });
  if (path === null) {
    expect(eta).toBeNull();
    return null;
  }
  expect(eta?.durationS).toBeCloseTo(path.durationS, 6);
  return eta?.distanceM ?? null;
}

/**
 * A dual carriageway: eastward along the south, westward along the north, joined in the middle by a link and at both
 * ends. 1 is the eastward road before the link, 2 after it, 3 the westward one before, 4 after, 5 the link.
 */
const CARRIAGEWAYS: TestRoad[] = [
  { at: [1, 2, 3], direction: "forward" },
  { at: [3, 4, 5], direction: "forward" },
  { at: [105, 104, 103], direction: "forward" },
  { at: [103, 102, 101], direction: "forward" },
  { at: [3, 103] },
  { at: [5, 105] },
  { at: [101, 1] },
  { at: [103, 203, 204] },
];
const NO_U_TURN: TurnRestriction = { kind: "no", fromWayId: 1, via: { wayIds: [5] }, toWayId: 4 };

describe("a forbidden turn over a way", () => {
  const graphs = (): { free: RoadGraph; graph: RoadGraph } => ({
    free: graphOf(CARRIAGEWAYS),
    graph: graphOf(CARRIAGEWAYS, [NO_U_TURN]),
  });

  test("sends cars that come from there on a detour", () => {
    const { free, graph } = graphs();
    expect(metres(free, near(2), near(102))).toBeCloseTo(333.6, 0);
    // Not over the link, back on it and over it again.
    expect(metres(graph, near(2), near(102))).toBeCloseTo(778.4, 0);
  });

  test("leaves the link itself and what else departs from it open", () => {
    const { free, graph } = graphs();
    expect(metres(graph, near(2), near(3, 0.5))).toBeCloseTo(metres(free, near(2), near(3, 0.5)) ?? 0, 3);
    expect(metres(graph, near(2), near(203))).toBeCloseTo(metres(free, near(2), near(203)) ?? 0, 3);
  });

  test("is only for who comes from there, not for who begins on the link", () => {
    const { free, graph } = graphs();
    expect(metres(graph, near(3, 0.2), near(102))).toBeCloseTo(metres(free, near(3, 0.2), near(102)) ?? 0, 3);
  });

  test("adds a copy for each junction of the forbidden path and no road", () => {
    const { free, graph } = graphs();
    expect([graph.nodeCount - free.nodeCount, graph.segmentCount - free.segmentCount]).toEqual([2, 0]);
  });
});

describe("a compulsory turn over a way", () => {
  const only: TurnRestriction = { kind: "only", fromWayId: 1, via: { wayIds: [5] }, toWayId: 8 };

  test("forbids every other way off it, back included", () => {
    const graph = graphOf(CARRIAGEWAYS, [only]);
    expect(metres(graph, near(2), near(203))).toBeCloseTo(333.6, 0);
    expect(metres(graph, near(2), near(102))).toBeCloseTo(778.4, 0);
  });

  test("does not force anybody onto the via way", () => {
    const graph = graphOf(CARRIAGEWAYS, [only]);
    expect(metres(graph, near(2), near(4))).toBeCloseTo(222.4, 0);
  });

  test("forbids leaving a via way with several blocks halfway", () => {
    const roads: TestRoad[] = [
      { at: [1, 2], direction: "forward" },
      { at: [2, 3, 4], direction: "forward" },
      { at: [4, 5], direction: "forward" },
      { at: [3, 103] },
      { at: [4, 104, 103], direction: "forward" },
    ];
    const straight: TurnRestriction = { kind: "only", fromWayId: 1, via: { wayIds: [2] }, toWayId: 3 };
    expect(metres(graphOf(roads), near(1, 0, 0.5), near(3, 0.5))).not.toBeNull();
    const search = createPathSearch(graphOf(roads, [straight]));
    const graph = graphOf(roads, [straight]);
    const places = [near(1, 0, 0.5), near(3, 0.5)].map((point) => anySnap(graph, point));
    expect(search(places[0] ?? failed(), places[1] ?? failed(), arcTimesAt(graph, 12, true))).toBeNull();
  });

  test("whose end cannot be driven forbids nothing", () => {
    const closed: TurnRestriction = { ...only, toWayId: 99 };
    expect(graphOf(CARRIAGEWAYS, [closed]).nodeCount).toBe(graphOf(CARRIAGEWAYS).nodeCount);
  });
});

function failed(): never {
  throw new Error("the place is on a road");
}

/** Snaps without asking for the strongly connected part, which these one-way roads are not. */
function anySnap(graph: RoadGraph, point: Point): Snap {
  let best: Snap | null = null;
  for (let segment = 0; segment < graph.segmentCount; segment++) {
    const [first, last] = [graph.firstShape[segment] ?? 0, (graph.firstShape[segment + 1] ?? 1) - 1];
    const [a, b] = [first, last].map((at) => ({
      lat: (graph.shapeLat[at] ?? 0) * 1e-7,
      lng: (graph.shapeLng[at] ?? 0) * 1e-7,
    }));
    if (a === undefined || b === undefined) continue;
    const [dx, dy] = [b.lng - a.lng, b.lat - a.lat];
    const fraction = ((point.lng - a.lng) * dx + (point.lat - a.lat) * dy) / (dx * dx + dy * dy);
    if (fraction < 0 || fraction > 1) continue;
    const [lat, lng] = [a.lat + fraction * dy, a.lng + fraction * dx];
    const distanceM = Math.hypot(lat - point.lat, lng - point.lng) * 111_195;
    if (best === null || distanceM < best.distanceM) {
      best = { lat, lng, segment, shapeIndex: first, fraction, distanceM };
    }
  }
  return best ?? failed();
}

test("several via ways in a row are followed", () => {
  const roads: TestRoad[] = [
    { at: [1, 2] },
    { at: [2, 3] },
    { at: [3, 4] },
    { at: [4, 5] },
    { at: [5, 105, 104, 103, 102, 101, 1] },
  ];
  const rule: TurnRestriction = { kind: "no", fromWayId: 1, via: { wayIds: [2, 3] }, toWayId: 4 };
  const direct = metres(graphOf(roads), near(1, 0, 0.5), near(4, 0, 0.5));
  expect(direct).toBeCloseTo(333.6, 0);
  expect(metres(graphOf(roads, [rule]), near(1, 0, 0.5), near(4, 0, 0.5))).toBeGreaterThan(700);
  expect(metres(graphOf(roads, [rule]), near(2, 0, 0.5), near(4, 0, 0.5))).toBeCloseTo(222.4, 0);
});

test("no U-turn over a node of a road that goes through leaves straight on open", () => {
  const roads: TestRoad[] = [{ at: [1, 2, 3] }, { at: [2, 102] }, { at: [3, 103, 102] }];
  const rule: TurnRestriction = { kind: "no", fromWayId: 1, via: { nodeId: 2 }, toWayId: 1 };
  expect(metres(graphOf(roads, [rule]), near(1, 0, 0.5), near(2, 0, 0.5))).toBeCloseTo(111.2, 0);
});

test("a forbidden U-turn over a node of a road that goes through is made where the road ends", () => {
  const roads: TestRoad[] = [
    { at: [0, 1], direction: "forward" },
    { at: [1, 2, 3] },
    { at: [1, 101] },
    { at: [2, 102] },
  ];
  const noLeft: TurnRestriction = { kind: "no", fromWayId: 1, via: { nodeId: 1 }, toWayId: 3 };
  const noUTurn: TurnRestriction = { kind: "no", fromWayId: 2, via: { nodeId: 2 }, toWayId: 2 };
  const blocks = (...rules: TurnRestriction[]): number => {
    const graph = graphOf(roads, rules);
    const [from, to] = [anySnap(graph, near(0, 0, 0.5)), anySnap(graph, near(1, 0.5))];
    const path = createPathSearch(graph)(from, to, arcTimesAt(graph, 12, true));
    return Math.round(((path?.durationS ?? Infinity) / 24.16) * 10) / 10;
  };
  expect(blocks()).toBe(1);
  expect(blocks(noLeft)).toBe(3);
  // Over the side street and back, as long as to the end of the road and back.
  expect(blocks(noLeft, noUTurn)).toBe(5);
});

/** A lattice of 4 × 4 nodes, every block a separate way, with random directions and restrictions among neighbours. */
const restrictedLattice = fc
  .record({
    directions: fc.array(fc.constantFrom("both", "both", "forward", "backward"), { minLength: 24, maxLength: 24 }),
    picks: fc.array(
      fc.record({
        kind: fc.constantFrom("no", "no", "only"),
        middle: fc.nat(23),
        from: fc.nat(5),
        to: fc.nat(5),
        isOverNode: fc.boolean(),
      }),
      { minLength: 5, maxLength: 40 },
    ),
  })
  .map(({ directions, picks }) => {
    const roads: TestRoad[] = [];
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 4; column++) {
        const id = row * 100 + column;
        if (column < 3) roads.push({ at: [id, id + 1], direction: directions[roads.length] ?? "both" });
        if (row < 3) roads.push({ at: [id, id + 100], direction: directions[roads.length] ?? "both" });
      }
    }
    const waysAt = (node: number | undefined, except: number): number[] =>
      roads.flatMap(({ at }, index) =>
        node !== undefined && at.includes(node) && index !== except ? [index + 1] : [],
      );
    const restrictions = picks.flatMap(({ kind, middle, from, to, isOverNode }): TurnRestriction[] => {
      const [start, end] = roads[middle]?.at ?? [];
      const [before, after] = [waysAt(start, middle), waysAt(end, middle)];
      const [fromWayId, toWayId] = [before[from % before.length], after[to % after.length]];
      if (fromWayId === undefined || toWayId === undefined || end === undefined) return [];
      if (isOverNode) return [{ kind, fromWayId: middle + 1, via: { nodeId: end }, toWayId }];
      return [{ kind, fromWayId, via: { wayIds: [middle + 1] }, toWayId }];
    });
    return { roads, restrictions };
  });
const place = fc
  .record({ north: fc.integer({ min: 0, max: 300 }), east: fc.integer({ min: 0, max: 300 }) })
  .map(({ north, east }) => ({ lat: north * 1e-5, lng: east * 1e-5 }));

interface Drive {
  readonly before: number;
  readonly last: number;
  readonly seconds: number;
}

/** Tries every path over the graph without restrictions, remembering the last two arcs: slow and plainly right. */
function quickestAllowed(free: RoadGraph, rules: readonly TurnRestriction[], from: Snap, to: Snap): number {
  const { seconds } = arcTimesAt(free, 12, true);
  // On the lattice a way is a segment, so way 1 is segment 0; an arc is known by its direction.
  const arcOf = new Map(Array.from(free.arcSegment, (direction, arc) => [direction, arc]));
  const wayOf = (direction: number): number => (direction >> 1) + 1;
  const departures = (direction: number): number[] => {
    const head = free.arcHead[arcOf.get(direction) ?? 0] ?? 0;
    return [...free.arcSegment.subarray(free.firstArc[head], free.firstArc[head + 1])];
  };
  const latticeId = (direction: number): number => {
    const head = free.arcHead[arcOf.get(direction) ?? 0] ?? 0;
    return Math.round((free.nodeLat[head] ?? 0) / 10_000) * 100 + Math.round((free.nodeLng[head] ?? 0) / 10_000);
  };
  const applies = ({ fromWayId, via }: TurnRestriction, before: number, last: number): boolean =>
    "nodeId" in via
      ? wayOf(last) === fromWayId && latticeId(last) === via.nodeId
      : before >= 0 && wayOf(before) === fromWayId && via.wayIds[0] === wayOf(last);
  const isAllowed = ({ before, last }: Drive, next: number): boolean => {
    const applying = rules.filter((rule) => applies(rule, before, last));
    const over = (isNode: boolean): boolean => {
      const only = applying.filter(
        ({ kind, via, toWayId }) =>
          kind === "only" &&
          "nodeId" in via === isNode &&
          departures(last).some((direction) => wayOf(direction) === toWayId),
      );
      return only.length === 0 || only.some(({ toWayId }) => wayOf(next) === toWayId);
    };
    const turnsBack = applying.some(
      ({ kind, via, toWayId }) =>
        kind === "no" &&
        "wayIds" in via &&
        next === (last ^ 1) &&
        departures(last).some((direction) => wayOf(direction) === toWayId),
    );
    if (turnsBack) return false;
    return over(true) && over(false) && !applying.some(({ kind, toWayId }) => kind === "no" && toWayId === wayOf(next));
  };

  let best = Infinity;
  const open: Drive[] = [];
  const settled = new Map<string, number>();
  const goalShare = (direction: number): number | null =>
    direction >> 1 === to.segment ? fractionAlong(to, direction) : null;
  for (const direction of [from.segment * 2, from.segment * 2 + 1]) {
    const arc = arcOf.get(direction);
    if (arc === undefined) continue;
    const start = fractionAlong(from, direction);
    const ahead = goalShare(direction);
    if (ahead !== null && ahead >= start) best = Math.min(best, (ahead - start) * (seconds[arc] ?? 0));
    open.push({ before: -1, last: direction, seconds: (1 - start) * (seconds[arc] ?? 0) });
  }
  for (let drive = open.pop(); drive !== undefined; drive = open.pop()) {
    const key = `${drive.before}/${drive.last}`;
    if ((settled.get(key) ?? Infinity) <= drive.seconds || drive.seconds >= best) continue;
    settled.set(key, drive.seconds);
    for (const next of departures(drive.last)) {
      if (!isAllowed(drive, next)) continue;
      const time = seconds[arcOf.get(next) ?? 0] ?? 0;
      const share = goalShare(next);
      if (share !== null) best = Math.min(best, drive.seconds + share * time);
      open.push({ before: drive.last, last: next, seconds: drive.seconds + time });
    }
    open.sort((a, b) => b.seconds - a.seconds);
  }
  return best;
}

test("on random lattices with random restrictions the path found is the quickest allowed, and so is the ETA", () => {
  let restricted = 0;
  fc.assert(
    fc.property(restrictedLattice, place, place, ({ roads, restrictions }, a, b) => {
      const graph = graphOf(roads, restrictions);
      const free = graphOf(roads);
      const snap = createSnapper(graph);
      const [from, to] = [snap(a, "any"), snap(b, "any")];
      fc.pre(from !== null && to !== null);
      const times = arcTimesAt(graph, 12, true);
      const exact = quickestAllowed(free, restrictions, from, to);
      if (Math.abs(exact - quickestAllowed(free, [], from, to)) > 1e-6) restricted++;
      const path = createPathSearch(graph)(from, to, times);
      expect(path?.durationS ?? Infinity).toBeCloseTo(exact, 3);
      const [eta] = createEtaSearch(graph)(to, [from], { arcSeconds: times.seconds, maxDurationS: 1e6 });
      expect(eta?.durationS ?? Infinity).toBeCloseTo(exact, 3);
    }),
    // Enough that ten of them meet a restriction, whatever is drawn.
    { numRuns: 400 },
  );
  expect(restricted).toBeGreaterThan(10);
});
