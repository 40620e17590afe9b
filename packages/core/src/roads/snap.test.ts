import fc from "fast-check";
import { expect, test } from "vitest";
import { buildRoadGraph } from "./build-road-graph.ts";
import { graphOf, near } from "./road-fixture.ts";
import type { RoadWay } from "./road-network.ts";
import { createSnapper, fractionAlong, MAX_SNAP_M } from "./snap.ts";

/** Two blocks by two, a few hundred metres across, at the equator. */
const townSnapper = (): ReturnType<typeof createSnapper> =>
  createSnapper(
    graphOf([{ at: [101, 102, 103] }, { at: [2, 102, 202] }, { at: [101, 201, 202, 203, 103, 3, 2, 1, 101] }]),
  );
const M_PER_DEGREE = 111_195.08;

const degrees = (limit: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double({ min: -limit, max: limit, noNaN: true }),
    fc.constantFrom(-limit, limit, limit - 1e-3, limit - 1e-9, 1e-9 - limit, 0, -0, 5e-324),
  );

test("a point at or next to a pole is far from every road, and is known to be at once", () => {
  const snap = townSnapper();
  for (const lat of [90, -90, 89.999, 89.999_999_999]) {
    expect(snap({ lat, lng: 0.002 }, "any")).toBeNull();
  }
});

test("anywhere on Earth a road is found when, and only when, one is within reach", () => {
  const snap = townSnapper();
  fc.assert(
    fc.property(degrees(90), degrees(180), (lat, lng) => {
      const [toEdgeLat, toEdgeLng] = [outside(lat, 0, 0.002), outside(lng, 0.001, 0.003)];
      const distanceM = Math.hypot(toEdgeLat, toEdgeLng * Math.cos((lat * Math.PI) / 180)) * M_PER_DEGREE;
      // The ring road is the edge of the town; within a metre of the limit either result is right.
      if (Math.abs(distanceM - MAX_SNAP_M) > 1) {
        expect(snap({ lat, lng }, "any") !== null).toBe(distanceM < MAX_SNAP_M);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("around the town, to the limit on every side", () => {
  const snap = townSnapper();
  fc.assert(
    fc.property(
      fc.double({ min: -0.022, max: 0.024, noNaN: true }),
      fc.double({ min: -0.02, max: 0.024, noNaN: true }),
      (lat, lng) => {
        const distanceM = Math.hypot(outside(lat, 0, 0.002), outside(lng, 0.001, 0.003)) * M_PER_DEGREE;
        const snapped = snap({ lat, lng }, "any");
        if (distanceM > MAX_SNAP_M + 1) expect(snapped).toBeNull();
        else if (distanceM > 0 && distanceM < MAX_SNAP_M - 1) expect(snapped?.distanceM).toBeCloseTo(distanceM, -1);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a road across the grid's own edge is found from inside and from outside", () => {
  const snap = townSnapper();
  for (const at of [near(1, -0.5), near(203, 0.5), near(101, 0, -0.5), near(103, 0, 0.5)]) {
    expect(snap(at, "any")?.distanceM).toBeCloseTo(55.6, 0);
  }
});

test("a snapped point says where it is on its road, and how far along in each direction", () => {
  const snapped = createSnapper(graphOf([{ at: [300, 301] }, { at: [301, 1, 2, 102] }]))(near(2, 0.5, 0.2), "any");
  expect(snapped).toEqual({
    segment: 1,
    // The second segment's points are 2 … 5 of all; the nearest is after its third.
    shapeIndex: 4,
    fraction: expect.closeTo(4.5 / 5, 5),
    distanceM: expect.closeTo(22.24, 2),
    lat: expect.closeTo(0.0005, 9),
    lng: expect.closeTo(0.002, 9),
  });
  if (snapped === null) throw new Error("there is a road");
  expect(fractionAlong(snapped, 2)).toBeCloseTo(0.9, 5);
  expect(fractionAlong(snapped, 3)).toBeCloseTo(0.1, 5);
});

test("a corner is snapped to from outside, and an end from beyond it", () => {
  const snap = createSnapper(graphOf([{ at: [1, 2, 102] }]));
  expect(snap(near(2, -0.3, 0.4), "any")).toMatchObject({
    lat: 0,
    lng: expect.closeTo(0.002, 9),
    fraction: expect.closeTo(0.5, 5),
    distanceM: expect.closeTo(55.6, 1),
  });
  expect(snap(near(102, 0.5), "any")).toMatchObject({ fraction: 1, distanceM: expect.closeTo(55.6, 1) });
  expect(snap(near(1, 0, -0.5), "any")).toMatchObject({ fraction: 0, distanceM: expect.closeTo(55.6, 1) });
});

test("a straight stretch across many cells is found along all of it, also aslant", () => {
  const snap = createSnapper(graphOf([{ at: [0, 40] }, { at: [0, 3_030] }]));
  for (const share of [0.01, 0.2, 0.5, 0.8, 0.95]) {
    expect(snap({ lat: -0.002, lng: 0.04 * share }, "any")?.distanceM).toBeCloseTo(222.4, 0);
    const aslant = snap({ lat: 0.03 * share + 0.002, lng: 0.03 * share }, "any");
    expect(aslant?.distanceM).toBeLessThan(158);
    expect(aslant?.segment).toBe(1);
  }
});

test("in the north a degree of longitude is shorter, and the nearest road by metres is taken", () => {
  const at60 = {
    positionOf: (id: number) => ({ latE7: 600_000_000 + (id % 3) * 10_000, lngE7: Math.floor(id / 3) * 10_000 }),
  };
  const way = (id: number, ...nodeIds: number[]): RoadWay => {
    return { id, nodeIds, roadClass: "residential", direction: "both", name: null };
  };
  const graph = buildRoadGraph({ ...at60, ways: [way(1, 0, 2), way(2, 9, 11), way(3, 2, 11)] });
  // Half as far in metres: 0.0012° to the west road are 67 m, 0.0008° to the road in the north 89 m.
  const snapped = createSnapper(graph)({ lat: 60.0012, lng: 0.0012 }, "any");
  expect(snapped).toMatchObject({ segment: 0, lng: 0, distanceM: expect.closeTo(66.7, 0) });
});

/** How far a coordinate lies beyond the interval, in its own unit. */
function outside(value: number, from: number, to: number): number {
  return Math.max(0, from - value, value - to);
}
