import fc from "fast-check";
import { expect, test } from "vitest";
import { graphOf, near } from "./road-fixture.ts";
import { createSnapper, MAX_SNAP_M } from "./snap.ts";

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
      // The ring road is the edge of the town; within a metre of the limit either answer is right.
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

/** How far a coordinate lies beyond the interval, in its own unit. */
function outside(value: number, from: number, to: number): number {
  return Math.max(0, from - value, value - to);
}
