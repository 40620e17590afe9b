import { expect, test } from "vitest";
import { buildRoadGraph } from "./build-road-graph.ts";
import { graphOf } from "./road-fixture.ts";
import type { TurnRestriction } from "./road-network.ts";
import { BRIDGE, MAIN, MAIN_WITHOUT_MOTORWAYS, ROUNDABOUT, TUNNEL } from "./road-graph.ts";

test("bridges, tunnels and roundabouts are marked, each by itself", () => {
  const graph = graphOf([
    { at: [1, 2] },
    { at: [2, 3], isBridge: true },
    { at: [3, 4], isTunnel: true },
    { at: [4, 5], isRoundabout: true },
    { at: [5, 6], isBridge: true, isTunnel: true },
  ]);
  expect([...graph.segmentFlags]).toEqual([0, BRIDGE, TUNNEL, ROUNDABOUT, BRIDGE | TUNNEL]);
});

test("a road drives at the speed of its class, or at its limit where that is lower, and never below 5 km/h", () => {
  const graph = graphOf([
    { at: [1, 2], roadClass: "primary" },
    { at: [2, 3], roadClass: "primary", maxKph: 30 },
    { at: [3, 4], roadClass: "primary", maxKph: 50 },
    { at: [4, 5], roadClass: "primary", maxKph: 3 },
    { at: [5, 6], roadClass: "primary", maxKph: null },
    { at: [6, 7], roadClass: "service" },
  ]);
  expect([...graph.segmentKph]).toEqual([34, 30, 34, 5, 34, 12]);
  expect([...graph.segmentClass]).toEqual([4, 4, 4, 4, 4, 13]);
});

test("a node that the map names twice in a row is one point, and a road of one point is none", () => {
  const graph = graphOf([{ at: [1, 1, 2, 2, 3] }, { at: [5, 5] }, { at: [7] }]);
  expect([graph.segmentCount, graph.nodeCount]).toEqual([1, 2]);
  expect([...graph.shapeLng]).toEqual([10_000, 20_000, 30_000]);
});

test("each segment is as long as its line, and carries its name once for all", () => {
  const graph = graphOf([
    { at: [1, 2, 102], name: "A" },
    { at: [102, 103], name: "B" },
    { at: [103, 104], name: "A" },
    { at: [104, 105] },
  ]);
  expect([...graph.segmentLengthM].map((metres) => Math.round(metres))).toEqual([222, 111, 111, 111]);
  expect(graph.names).toEqual(["", "A", "B"]);
  expect([...graph.segmentName]).toEqual([1, 2, 1, 0]);
});

test("a road that crosses itself is cut where it does", () => {
  const graph = graphOf([{ at: [1, 2, 102, 101, 1, 200] }]);
  expect(graph.segmentCount).toBe(2);
  expect([...graph.firstShape]).toEqual([0, 5, 7]);
});

test("one-way roads have one arc, in the direction in which they are driven", () => {
  const graph = graphOf([{ at: [1, 2], direction: "forward" }, { at: [2, 3], direction: "backward" }, { at: [3, 4] }]);
  const driven = Array.from(graph.arcSegment, (direction, arc) => [
    direction,
    graph.nodeLng[graph.arcTail[arc] ?? 0],
    graph.nodeLng[graph.arcHead[arc] ?? 0],
  ]);
  expect(driven.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
    [0, 10_000, 20_000],
    [3, 30_000, 20_000],
    [4, 30_000, 40_000],
    [5, 40_000, 30_000],
  ]);
});

test("nodes that lie together have numbers that lie together, in whichever order they are mapped", () => {
  // Four corners of a block in the south-west and of one in the north-east, as streets that cross the country.
  const graph = graphOf([{ at: [102, 5_050] }, { at: [1, 5_151] }, { at: [2, 5_150] }, { at: [101, 5_051] }]);
  const blocks = Array.from(graph.nodeLat, (lat, node) => [lat / 10_000, (graph.nodeLng[node] ?? 0) / 10_000]);
  expect(blocks).toEqual([
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
    [50, 50],
    [51, 50],
    [50, 51],
    [51, 51],
  ]);
});

test("south and west of the equator and of Greenwich the order is the same", () => {
  const id = (row: number, column: number): number => row * 4 + column;
  const graph = buildRoadGraph({
    ways: [
      [id(3, 3), id(0, 0)],
      [id(0, 3), id(3, 0)],
    ].map((nodeIds, index) => ({ id: index, nodeIds, roadClass: "service", direction: "both", name: null })),
    positionOf: (node) => ({ latE7: (Math.floor(node / 4) - 2) * 50_000, lngE7: ((node % 4) - 2) * 50_000 }),
  });
  expect([...graph.nodeLat]).toEqual([-100_000, -100_000, 50_000, 50_000]);
  expect([...graph.nodeLng]).toEqual([-100_000, 50_000, -100_000, 50_000]);
});

test("where a turn is forbidden a road is cut, also in the middle of it; at a node that the map lacks it is not", () => {
  const turn = (nodeId: number): TurnRestriction => ({ kind: "no", fromWayId: 1, via: { nodeId }, toWayId: 1 });
  expect(graphOf([{ at: [1, 2, 3] }]).segmentCount).toBe(1);
  expect(graphOf([{ at: [1, 2, 3] }], [turn(2)]).segmentCount).toBe(2);
  expect(graphOf([{ at: [1, 2, 3] }], [turn(7_777)]).segmentCount).toBe(1);
});

test("a motorbike's part of the town is without the motorway and what only it reaches", () => {
  const graph = graphOf([
    { at: [1, 2, 102, 1] },
    { at: [2, 5], roadClass: "motorway" },
    { at: [5, 6] },
    { at: [102, 302], direction: "forward" },
  ]);
  const flagsAt = (latE7: number, lngE7: number): number | undefined => {
    const node = graph.nodeLat.findIndex((lat, index) => lat === latE7 && graph.nodeLng[index] === lngE7);
    return graph.nodeFlags[node];
  };
  expect(flagsAt(0, 10_000)).toBe(MAIN | MAIN_WITHOUT_MOTORWAYS);
  expect(flagsAt(0, 60_000)).toBe(MAIN);
  expect(flagsAt(30_000, 20_000)).toBe(0);
});

test("a network without restrictions needs none", () => {
  const graph = buildRoadGraph({
    ways: [{ id: 1, nodeIds: [1, 2], roadClass: "service", direction: "both", name: null }],
    positionOf: (id) => ({ latE7: 0, lngE7: id * 10_000 }),
  });
  expect([graph.nodeCount, graph.arcCount]).toEqual([2, 2]);
});
