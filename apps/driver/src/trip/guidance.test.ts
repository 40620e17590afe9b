import { expect, test } from "vitest";
import { progressOn, type GuidedRoute } from "./guidance.ts";

/** About 1 110 m east, then 1 106 m north, from a point on the equator's side of Jakarta. */
const WAY: GuidedRoute = {
  distanceM: 2_200,
  durationS: 440,
  geometry: [
    [106.8, -6.2],
    [106.81, -6.2],
    [106.81, -6.19],
  ],
  turns: [
    { kind: "depart", street: "Jalan Sudirman", distanceM: 1_100 },
    { kind: "left", street: "Jalan Thamrin", distanceM: 1_100 },
    { kind: "arrive", street: null, distanceM: 0 },
  ],
};

test("at the start everything is left and the first turn is named with its distance", () => {
  const progress = progressOn(WAY, { lat: -6.2, lng: 106.8 });
  expect(progress.remainingM).toBeCloseTo(2_200, 0);
  expect(progress.remainingS).toBeCloseTo(440, 0);
  expect(progress.nextTurn).toMatchObject({ kind: "left", street: "Jalan Thamrin" });
  expect(progress.nextTurn?.inM).toBeCloseTo(1_100, 0);
});

test("past the turn the arrival is next", () => {
  const progress = progressOn(WAY, { lat: -6.195, lng: 106.81 });
  expect(progress.remainingM).toBeGreaterThan(500);
  expect(progress.remainingM).toBeLessThan(600);
  expect(progress.nextTurn?.kind).toBe("arrive");
});

test("a driver who left the route is distinguished from one who is on it", () => {
  expect(progressOn(WAY, { lat: -6.2, lng: 106.805 }).offRouteM).toBeLessThan(1);
  expect(progressOn(WAY, { lat: -6.202, lng: 106.805 }).offRouteM).toBeGreaterThan(200);
});
