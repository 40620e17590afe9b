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
        // A point exactly on an edge may count as inside or outside.
        fc.pre(![lat, lng].some((value) => value === 0 || value === 10));
        const isIn = lat > 0 && lat < 10 && lng > 0 && lng < 10;
        expect(isInServiceArea({ type: "Polygon", coordinates: [square(0, 0, 10)] }, { lat, lng })).toBe(isIn);
      }),
    );
  });
});

describe("an area with slanting edges", () => {
  /** Twice as high as wide; its right angle is in the south-west. */
  const triangle: ServiceArea = {
    type: "Polygon",
    coordinates: [
      [
        [100, -10],
        [104, -10],
        [100, -2],
        [100, -10],
      ],
    ],
  };

  test.each([
    [{ lat: -9.9, lng: 103.9 }, true],
    [{ lat: -9.7, lng: 103.9 }, false],
    [{ lat: -6, lng: 101.9 }, true],
    [{ lat: -6, lng: 102.1 }, false],
    [{ lat: -2.2, lng: 100.05 }, true],
    [{ lat: -2.2, lng: 100.15 }, false],
    [{ lat: -6, lng: 99.9 }, false],
    [{ lat: -10.1, lng: 101 }, false],
    [{ lat: -1.9, lng: 100.01 }, false],
  ])("holds %o: %s", (point, isIn) => {
    expect(isInServiceArea(triangle, point)).toBe(isIn);
  });

  test("a point is inside exactly when it is on the inner side of every edge", () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(share, share, (east, north) => {
        fc.pre(Math.abs(east + north - 1) > 1e-6);
        const point = { lng: 100 + 4 * east, lat: -10 + 8 * north };
        expect(isInServiceArea(triangle, point)).toBe(east + north < 1);
      }),
    );
  });
});

test("a ring that does not repeat its first point is closed all the same", () => {
  const open: ServiceArea = { type: "Polygon", coordinates: [square(0, 0, 10).slice(0, 4)] };
  expect(isInServiceArea(open, { lat: 5, lng: 5 })).toBe(true);
  expect(isInServiceArea(open, { lat: 5, lng: -5 })).toBe(false);
});

test("an area without a ring holds nothing and has no bounds", () => {
  const empty: ServiceArea = { type: "Polygon", coordinates: [] };
  expect(isInServiceArea(empty, { lat: 0, lng: 0 })).toBe(false);
  expect(serviceAreaBounds(empty)).toBeNull();
});

test("areas of both kinds are taken, to the edges of the Earth", () => {
  for (const area of [withHole, two]) expect(serviceAreaSchema.parse(area)).toEqual(area);
  const world = {
    type: "Polygon",
    coordinates: [
      [
        [-180, -90],
        [180, -90],
        [180, 90],
        [-180, 90],
      ],
    ],
  };
  expect(serviceAreaSchema.parse(world)).toEqual(world);
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
  { type: "Polygon", coordinates: [square(-181, 0, 10)] },
  { type: "Polygon", coordinates: [square(0, 85, 10)] },
  { type: "Polygon", coordinates: [square(0, -91, 10)] },
  { type: "Polygon", coordinates: [Array(4).fill([0])] },
  { type: "Polygon", coordinates: [square(0, 0, 1).slice(0, 3)] },
  { type: "MultiPolygon", coordinates: [] },
  { type: "MultiPolygon", coordinates: [[]] },
])("is not a service area: %j", (value) => {
  expect(serviceAreaSchema.safeParse(value).success).toBe(false);
});
