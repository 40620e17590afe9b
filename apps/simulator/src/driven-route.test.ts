import { haversineM, type LngLat } from "@atlas/core/geo";
import { expect, test } from "vitest";
import { positionOn, routeAlong } from "./driven-route.ts";

const LINE: LngLat[] = [
  [106.82, -6.2],
  [106.83, -6.2],
  [106.83, -6.21],
];

test("a vehicle is on the line, as far along as it has driven", () => {
  const route = routeAlong(LINE, { speedMps: 8 });
  const start = { lat: -6.2, lng: 106.82 };
  const quarter = positionOn(route, route.lengthM / 4);
  expect(haversineM(start, quarter)).toBeCloseTo(route.lengthM / 4, 0);
  expect(quarter.headingDeg).toBeCloseTo(90, 1);
  expect(quarter.hasArrived).toBe(false);
});

test("it turns where the line turns", () => {
  const route = routeAlong(LINE, { speedMps: 8 });
  expect(positionOn(route, route.lengthM - 1).headingDeg).toBeCloseTo(180, 1);
});

test("it stops at the end, however far it could have driven", () => {
  const route = routeAlong(LINE, { speedMps: 8 });
  expect(positionOn(route, route.lengthM + 5_000)).toMatchObject({ lat: -6.21, lng: 106.83, hasArrived: true });
});

test("the speed follows from the duration", () => {
  const route = routeAlong(LINE, { durationS: 100 });
  expect(route.speedMps).toBeCloseTo(route.lengthM / 100);
});

test("a route of one point has arrived at once", () => {
  expect(positionOn(routeAlong([[106.82, -6.2]], { speedMps: 8 }), 0)).toMatchObject({ lat: -6.2, hasArrived: true });
});
