import fc from "fast-check";
import { expect, test } from "vitest";
import { boundsAround, boundsOf, centerOf, isInBounds } from "./bounding-box.ts";
import { destination, haversineM } from "./geo.ts";

const BOX = [106, -7, 107, -6] as const;

test("a box holds its edges and corners, and nothing beyond one of them", () => {
  for (const lat of [-7, -6.5, -6])
    for (const lng of [106, 106.5, 107]) expect(isInBounds(BOX, { lat, lng })).toBe(true);
  const outside = [
    { lat: -6.5, lng: 105.9 },
    { lat: -6.5, lng: 107.1 },
    { lat: -7.1, lng: 106.5 },
    { lat: -5.9, lng: 106.5 },
  ];
  for (const point of outside) expect(isInBounds(BOX, point)).toBe(false);
});

test("the box of points is no larger than they are, and its middle is between them", () => {
  const bounds = boundsOf([
    { lat: -6, lng: 106.2 },
    { lat: -6.4, lng: 107 },
    { lat: -7, lng: 106 },
  ]);
  expect(bounds).toEqual([106, -7, 107, -6]);
  expect(centerOf(BOX)).toEqual({ lat: -6.5, lng: 106.5 });
});

test("the box around a point touches the circle in the north and the south, and is little wider in the east and the west", () => {
  const town = fc.record({
    lat: fc.double({ min: -70, max: 70, noNaN: true }),
    lng: fc.double({ min: -170, max: 170, noNaN: true }),
  });
  fc.assert(
    fc.property(town, fc.integer({ min: 10, max: 20_000 }), (center, radiusM) => {
      const [west, south, east, north] = boundsAround(center, radiusM);
      expect(north).toBeCloseTo(destination(center, 0, radiusM).lat, 9);
      expect(south).toBeCloseTo(destination(center, 180, radiusM).lat, 9);
      expect(east - center.lng).toBeCloseTo(center.lng - west, 9);
      const reachM = haversineM(center, { lat: center.lat, lng: east });
      expect(reachM).toBeGreaterThanOrEqual(radiusM * 0.999_999);
      expect(reachM).toBeLessThan(radiusM * 1.02);
    }),
  );
});

test("a box never leaves the Earth: at a pole it spans all longitudes, at the antimeridian it ends", () => {
  expect(boundsAround({ lat: 90, lng: 0 }, 1_000)).toEqual([-180, expect.closeTo(89.991, 3), 180, 90]);
  expect(boundsAround({ lat: -90, lng: 0 }, 1_000)).toEqual([-180, -90, 180, expect.closeTo(-89.991, 3)]);
  expect(boundsAround({ lat: 0, lng: 180 }, 1_000)).toEqual([
    expect.closeTo(179.991, 3),
    expect.closeTo(-0.009, 3),
    180,
    expect.closeTo(0.009, 3),
  ]);
  expect(boundsAround({ lat: 0, lng: -180 }, 1_000)[0]).toBe(-180);
});
