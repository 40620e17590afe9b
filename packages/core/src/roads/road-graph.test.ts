import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { haversineM } from "../geo.ts";
import { arcLengthsOf, arcTimesAt } from "./arc-times.ts";
import { createEtaSearch } from "./eta-search.ts";
import { decodeGraph, encodeGraph, GraphFileError } from "./graph-file.ts";
import { createPathSearch } from "./path-search.ts";
import { graphOf, near, type TestRoad } from "./road-fixture.ts";
import { MAIN, type RoadGraph } from "./road-graph.ts";
import { createSnapper, fractionAlong, type Snap } from "./snap.ts";
import { stronglyConnected } from "./strongly-connected.ts";
import { tracePath, turnKind } from "./trace.ts";
import { leastSlowdown, speedFactor, TRAFFIC_SLOTS, trafficSlotOf } from "./traffic.ts";

/** Two crossing streets and a ring around them. */
const TOWN: TestRoad[] = [
  { at: [101, 102, 103], name: "Jalan Satu" },
  { at: [2, 102, 202], name: "Jalan Dua" },
  { at: [101, 201, 202, 203, 103, 3, 2, 1, 101], name: "Jalan Lingkar" },
];

function snapTo(graph: RoadGraph, point: { lat: number; lng: number }): Snap {
  const snapped = createSnapper(graph)(point, "curb");
  if (snapped === null) throw new Error("the point is near a road");
  return snapped;
}

function drive(graph: RoadGraph, from: { lat: number; lng: number }, to: { lat: number; lng: number }) {
  const times = arcTimesAt(graph, 12, true);
  const ends = { from: snapTo(graph, from), to: snapTo(graph, to) };
  const path = createPathSearch(graph)(ends.from, ends.to, times);
  return path === null ? null : { ...tracePath(graph, path, ends, times.seconds), durationS: path.durationS };
}

describe("building", () => {
  test("splits roads where they meet and keeps the bends between", () => {
    const graph = graphOf(TOWN);
    expect(graph.nodeCount).toBe(5);
    expect(graph.segmentCount).toBe(8);
    expect(graph.names).toEqual(["", "Jalan Satu", "Jalan Dua", "Jalan Lingkar"]);
    expect([...graph.nodeFlags]).toEqual([3, 3, 3, 3, 3]);
  });

  test("a bridge without a common node is no junction", () => {
    const graph = graphOf([{ at: [101, 103] }, { at: [2, 202], isBridge: true }]);
    expect([graph.segmentCount, graph.nodeCount]).toEqual([2, 4]);
    const { componentOf, count } = stronglyConnected(graph.firstArc, graph.arcHead);
    expect([count, new Set(componentOf).size]).toEqual([2, 2]);
  });

  test("a road is cut where the extract lacks a node", () => {
    const graph = graphOf([{ at: [1, 2, 9999, 4, 5] }]);
    expect(graph.segmentCount).toBe(2);
  });

  test("an island and a one-way street out of town are not of the strongly connected part", () => {
    const graph = graphOf([...TOWN, { at: [505, 506, 606, 605, 505] }, { at: [203, 204], direction: "forward" }]);
    const main = graph.nodeFlags.filter((flags) => (flags & MAIN) !== 0);
    expect(main).toHaveLength(6);
    expect(graph.nodeCount).toBe(8);
    // The nearest road of the town, not the dead end that leads out of it.
    expect(snapTo(graph, near(204))).toMatchObject({ lat: 0.002, lng: expect.closeTo(0.003, 6) });
  });

  test("an empty network is an empty graph", () => {
    const graph = graphOf([]);
    expect([graph.nodeCount, createSnapper(graph)(near(1), "any")]).toEqual([0, null]);
  });
});

describe("routes", () => {
  test("follow a one-way loop the long way round", () => {
    const graph = graphOf([{ at: [1, 2, 102, 101, 1], direction: "forward" }, { at: [1, 11] }, { at: [2, 12] }]);
    const there = drive(graph, near(1, 0, 0.3), near(1, 0, 0.7));
    const back = drive(graph, near(1, 0, 0.7), near(1, 0, 0.3));
    expect(there?.distanceM).toBeCloseTo(44.5, 0);
    expect(back?.distanceM).toBeCloseTo(400.3, 0);
  });

  test("a road driven against its mapping is one-way in that direction", () => {
    const graph = graphOf([{ at: [1, 2], direction: "backward" }, { at: [1, 101, 102, 2] }]);
    expect(drive(graph, near(2, 0, -0.2), near(1, 0, 0.2))?.distanceM).toBeCloseTo(66.7, 0);
    expect(drive(graph, near(1, 0, 0.2), near(2, 0, -0.2))?.distanceM).toBeCloseTo(378, 0);
  });

  test("obey a forbidden turn and a compulsory one", () => {
    // East along 101–103, with a street north from the middle and a one-way detour to it.
    const roads: TestRoad[] = [
      { at: [101, 102], direction: "both" },
      { at: [102, 103], direction: "forward" },
      { at: [102, 202] },
      { at: [103, 203, 202], direction: "forward" },
    ];
    const toTheNorth = (graph: RoadGraph): number | undefined =>
      drive(graph, near(101, 0, 0.5), near(102, 0.5))?.distanceM;
    const noLeft = { kind: "no", fromWayId: 1, via: { nodeId: 102 }, toWayId: 3 } as const;
    const onlyAhead = { kind: "only", fromWayId: 1, via: { nodeId: 102 }, toWayId: 2 } as const;
    expect(toTheNorth(graphOf(roads))).toBeCloseTo(111.2, 0);
    expect(toTheNorth(graphOf(roads, [noLeft]))).toBeCloseTo(444.8, 0);
    expect(toTheNorth(graphOf(roads, [onlyAhead]))).toBeCloseTo(444.8, 0);
    // The rule is for who comes from the west; from the north one may turn as before.
    const westward = drive(graphOf(roads, [noLeft]), near(102, 0.5), near(101, 0, 0.5));
    expect(westward?.distanceM).toBeCloseTo(111.2, 0);
  });

  test("draw a line from end to end as long as they say", () => {
    const route = drive(graphOf(TOWN), near(1, 0.5, 0), near(203, -0.5, 0));
    if (route === null) throw new Error("the ring leads there");
    const points = route.geometry.map(([lng, lat]) => ({ lat, lng }));
    const drawnM = points.slice(1).reduce((sum, point, index) => sum + haversineM(points[index] ?? point, point), 0);
    expect(drawnM).toBeCloseTo(route.distanceM, 0);
    expect(points[0]).toEqual({ lat: 0.0005, lng: 0.001 });
    expect(points[points.length - 1]).toEqual({ lat: 0.0015, lng: 0.003 });
    expect(route.turns.reduce((sum, turn) => sum + turn.distanceM, 0)).toBeCloseTo(route.distanceM, 6);
    expect(route.turns.reduce((sum, turn) => sum + turn.durationS, 0)).toBeCloseTo(route.durationS, 6);
  });

  test("name the streets and the turns", () => {
    const route = drive(graphOf(TOWN), near(101, 0, 0.2), near(102, 0.8, 0));
    expect(route?.turns.map(({ kind, street }) => [kind, street])).toEqual([
      ["depart", "Jalan Satu"],
      ["left", "Jalan Dua"],
      ["arrive", "Jalan Dua"],
    ]);
  });

  test("from a point to itself are nothing, drawn as two equal points", () => {
    expect(drive(graphOf(TOWN), near(101, 0, 0.2), near(101, 0, 0.2))).toMatchObject({
      distanceM: 0,
      durationS: 0,
      geometry: { length: 2 },
    });
  });

  test("by motorbike keep off the motorway", () => {
    const graph = graphOf([
      { at: [1, 5], roadClass: "motorway" },
      { at: [1, 101, 105, 5], roadClass: "residential" },
    ]);
    const search = createPathSearch(graph);
    const [from, to] = [snapTo(graph, near(1, 0.5)), snapTo(graph, near(5, 0.5))];
    const byCar = search(from, to, arcTimesAt(graph, 12, true));
    const byBike = search(from, to, arcTimesAt(graph, 12, false));
    expect(byBike?.durationS).toBeGreaterThan((byCar?.durationS ?? Infinity) * 1.5);
  });

  test("nobody is picked up on a motorway", () => {
    const graph = graphOf([{ at: [1, 5], roadClass: "motorway", direction: "both" }, { at: [1, 101, 105, 5] }]);
    const snap = createSnapper(graph);
    expect(snap(near(3, 0.1), "any")?.lat).toBeCloseTo(0, 9);
    expect(snap(near(3, 0.1), "curb")?.lat).toBeCloseTo(0.001, 9);
  });
});

/** A lattice of 8 × 8 nodes with streets of random class and direction, some missing. */
const lattice = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom("primary", "residential", "motorway", "service"),
      fc.integer(),
    ),
    {
      minLength: 112,
      maxLength: 112,
    },
  )
  .map((choices) => {
    const roads: TestRoad[] = [];
    const add = (a: number, b: number): void => {
      const [choice, roadClass] = choices[roads.length % choices.length] ?? [0, "residential"];
      const direction = (["both", "both", "both", "forward", "backward"] as const)[choice] ?? "both";
      roads.push({ at: [a, b], roadClass, direction });
    };
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++) {
        if (column < 7) add(row * 100 + column, row * 100 + column + 1);
        if (row < 7) add(row * 100 + column, row * 100 + column + 100);
      }
    }
    return graphOf(roads.filter((_, index) => ((choices[index % choices.length]?.[2] ?? 0) & 7) !== 0));
  });
const place = fc.record({
  lat: fc.double({ min: -0.001, max: 0.008, noNaN: true }),
  lng: fc.double({ min: -0.001, max: 0.008, noNaN: true }),
});
const slot = fc.integer({ min: 0, max: TRAFFIC_SLOTS - 1 });

/** Bellman–Ford over the arcs: slow and plainly right. */
function quickest(graph: RoadGraph, from: Snap, to: Snap, seconds: Float32Array): number {
  const cost = new Float64Array(graph.nodeCount).fill(Infinity);
  let best = Infinity;
  for (let arc = 0; arc < graph.arcCount; arc++) {
    const direction = graph.arcSegment[arc] ?? 0;
    if (direction >> 1 !== from.segment) continue;
    const [start, time, head] = [fractionAlong(from, direction), seconds[arc] ?? 0, graph.arcHead[arc] ?? 0];
    cost[head] = Math.min(cost[head] ?? Infinity, (1 - start) * time);
    const end = fractionAlong(to, direction);
    if (from.segment === to.segment && end >= start) best = Math.min(best, (end - start) * time);
  }
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let arc = 0; arc < graph.arcCount; arc++) {
      const [tail, head] = [graph.arcTail[arc] ?? 0, graph.arcHead[arc] ?? 0];
      const reached = (cost[tail] ?? Infinity) + (seconds[arc] ?? 0);
      if (reached >= (cost[head] ?? Infinity)) continue;
      cost[head] = reached;
      hasChanged = true;
    }
  }
  for (let arc = 0; arc < graph.arcCount; arc++) {
    const direction = graph.arcSegment[arc] ?? 0;
    if (direction >> 1 !== to.segment) continue;
    best = Math.min(
      best,
      (cost[graph.arcTail[arc] ?? 0] ?? Infinity) + fractionAlong(to, direction) * (seconds[arc] ?? 0),
    );
  }
  return best;
}

describe("on random street lattices", () => {
  test("the route found is the quickest there is, at every hour", () => {
    fc.assert(
      fc.property(lattice, place, place, slot, (graph, a, b, at) => {
        const snap = createSnapper(graph);
        const [from, to] = [snap(a, "any"), snap(b, "any")];
        fc.pre(from !== null && to !== null);
        const times = arcTimesAt(graph, at, true);
        const path = createPathSearch(graph)(from, to, times);
        expect(path?.durationS ?? Infinity).toBeCloseTo(quickest(graph, from, to, times.seconds), 3);
      }),
      { numRuns: 150 },
    );
  });

  test("by lengths the route found is the shortest there is", () => {
    fc.assert(
      fc.property(lattice, place, place, (graph, a, b) => {
        const snap = createSnapper(graph);
        const [from, to] = [snap(a, "any"), snap(b, "any")];
        fc.pre(from !== null && to !== null);
        const lengths = arcLengthsOf(graph, true);
        const path = createPathSearch(graph)(from, to, lengths);
        expect(path?.durationS ?? Infinity).toBeCloseTo(quickest(graph, from, to, lengths.seconds), 1);
      }),
      { numRuns: 150 },
    );
  });

  test("an ETA is the time of the route, for every origin at once", () => {
    fc.assert(
      fc.property(lattice, place, fc.array(place, { maxLength: 6 }), (graph, pickup, drivers) => {
        const snap = createSnapper(graph);
        const to = snap(pickup, "any");
        fc.pre(to !== null);
        const times = arcTimesAt(graph, 8, true);
        const origins = drivers.map((driver) => snap(driver, "any"));
        const etas = createEtaSearch(graph)(to, origins, { arcSeconds: times.seconds, maxDurationS: 100 });
        for (const [index, from] of origins.entries()) {
          const exact = from === null ? Infinity : quickest(graph, from, to, times.seconds);
          fc.pre(Math.abs(exact - 100) > 0.01);
          const found = etas[index]?.durationS ?? Infinity;
          expect(Math.abs(Math.min(found, 101) - (exact > 100 ? 101 : exact))).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("what is written is read back", () => {
    fc.assert(
      fc.property(lattice, (graph) => {
        expect(decodeGraph(encodeGraph(graph))).toEqual(graph);
      }),
      { numRuns: 20 },
    );
  });

  test("two nodes share a component exactly when each can reach the other", () => {
    fc.assert(
      fc.property(lattice, ({ firstArc, arcHead, nodeCount }) => {
        const reach = Array.from({ length: nodeCount }, (_, start) => {
          const seen = new Set([start]);
          for (const node of seen) {
            for (let arc = firstArc[node] ?? 0; arc < (firstArc[node + 1] ?? 0); arc++) seen.add(arcHead[arc] ?? 0);
          }
          return seen;
        });
        const { componentOf } = stronglyConnected(firstArc, arcHead);
        const wrong: [number, number][] = [];
        for (let a = 0; a < nodeCount; a++) {
          for (let b = 0; b < nodeCount; b++) {
            const isMutual = (reach[a]?.has(b) ?? false) && (reach[b]?.has(a) ?? false);
            if ((componentOf[a] === componentOf[b]) !== isMutual) wrong.push([a, b]);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("graph.bin", () => {
  test("is read from any offset of a buffer", () => {
    const bytes = encodeGraph(graphOf(TOWN));
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeGraph(shifted.subarray(1)).nodeCount).toBe(5);
  });

  test("cut off, altered, of another version or no graph at all is refused", () => {
    const bytes = encodeGraph(graphOf(TOWN));
    const altered = (at: number): Uint8Array => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
    expect(() => decodeGraph(bytes.subarray(0, bytes.length - 4))).toThrow(/cut off/);
    expect(() => decodeGraph(bytes.subarray(0, 10))).toThrow(/cut off/);
    expect(() => decodeGraph(altered(0))).toThrow(/not a road graph/);
    expect(() => decodeGraph(altered(4))).toThrow(/version/);
    expect(() => decodeGraph(altered(bytes.length - 9))).toThrow(/checksum/);
    expect(() => decodeGraph(altered(200))).toThrow(GraphFileError);
  });
});

describe("traffic", () => {
  test("the slot is the city's own hour, weekends apart", () => {
    expect(trafficSlotOf(new Date("2026-11-23T01:30:00Z"), "Asia/Jakarta")).toBe(8);
    expect(trafficSlotOf(new Date("2026-11-22T17:30:00Z"), "Asia/Jakarta")).toBe(0);
    expect(trafficSlotOf(new Date("2026-11-22T01:30:00Z"), "Asia/Jakarta")).toBe(24 + 8);
  });

  test("the evening is slower than the night, and bounds hold in every slot", () => {
    expect(speedFactor(17, 4)).toBeLessThan(speedFactor(3, 4) / 2);
    for (let at = 0; at < TRAFFIC_SLOTS; at++) {
      for (let roadClass = 0; roadClass < 14; roadClass++) {
        expect(leastSlowdown(at)).toBeLessThanOrEqual(speedFactor(12, roadClass) / speedFactor(at, roadClass) + 1e-12);
      }
    }
    expect(() => speedFactor(TRAFFIC_SLOTS, 0)).toThrow(RangeError);
  });

  test.each([
    [0, 10, "continue"],
    [350, 30, "slight-right"],
    [90, 0, "left"],
    [0, 150, "sharp-right"],
    [0, 180, "u-turn"],
    [10, 330, "slight-left"],
  ] as const)("from %s° to %s° is %s", (before, after, kind) => {
    expect(turnKind(before, after)).toBe(kind);
  });
});
