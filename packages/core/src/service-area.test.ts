import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isInServiceArea, type ServiceArea, serviceAreaBounds, serviceAreaSchema } from "./service-area.ts";

function square(west: number, south: number, size: number): [number, number][] {
  return [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ];
}

const withHole: ServiceArea = { type: "Polygon", coordinates: [square(0, 0, 10), square(4, 4, 2)] };
const two: ServiceArea = {
  type: "MultiPolygon",
  coordinates: [[square(0, 0, 10), square(4, 4, 2)], [square(20, 20, 1)]],
};

describe("isInServiceArea", () => {
  test.each([
    [{ lat: 1, lng: 1 }, true],
    [{ lat: 5, lng: 5 }, false],
    [{ lat: 9.99, lng: 9.99 }, true],
    [{ lat: 10.01, lng: 5 }, false],
    [{ lat: NaN, lng: 5 }, false],
  ])("a square with a hole holds %o: %s", (point, isIn) => {
    expect(isInServiceArea(withHole, point)).toBe(isIn);
  });

  test("a multipolygon holds what any of its parts holds", () => {
    expect(isInServiceArea(two, { lat: 20.5, lng: 20.5 })).toBe(true);
    expect(isInServiceArea(two, { lat: 15, lng: 15 })).toBe(false);
  });

  test("a point is inside a convex area exactly when it is inside its square", () => {
    const coordinate = fc.double({ min: -5, max: 15, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, (lat, lng) => {
        // A point exactly on an edge may go either way.
        fc.pre(![lat, lng].some((value) => value === 0 || value === 10));
        const isIn = lat > 0 && lat < 10 && lng > 0 && lng < 10;
        expect(isInServiceArea({ type: "Polygon", coordinates: [square(0, 0, 10)] }, { lat, lng })).toBe(isIn);
      }),
    );
  });
});

test("the bounds of a multipolygon hold all its parts", () => {
  expect(serviceAreaBounds(two)).toEqual([0, 0, 21, 21]);
});

test.each([
  { type: "Polygon", coordinates: [] },
  {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [1, 1],
      ],
    ],
  },
  { type: "Point", coordinates: [0, 0] },
  { type: "Polygon", coordinates: [square(175, 0, 10)] },
])("is not a service area: %j", (value) => {
  expect(serviceAreaSchema.safeParse(value).success).toBe(false);
});
