import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsAround, boundsOf, centerOf, isInBounds } from "./bounding-box.ts";
import { bearingDeg, destination, fromLngLat, haversineM, isValidLatLng, latLngSchema, toLngLat } from "./geo.ts";
import { decodePolyline, encodePolyline, interpolateAlong, lengthM } from "./polyline.ts";

const point = fc.record({
  lat: fc.double({ min: -80, max: 80, noNaN: true }),
  lng: fc.double({ min: -179, max: 179, noNaN: true }),
});
const MONAS = { lat: -6.1754, lng: 106.8272 };
const BLOK_M = { lat: -6.2443, lng: 106.7981 };

describe("haversineM", () => {
  test("Monas to Blok M is 8.3 km as the crow flies", () => {
    expect(haversineM(MONAS, BLOK_M)).toBeGreaterThan(8_250);
    expect(haversineM(MONAS, BLOK_M)).toBeLessThan(8_350);
  });

  test("a quarter of the equator is a quarter of the circumference, antipodes are half", () => {
    expect(haversineM({ lat: 0, lng: 0 }, { lat: 0, lng: 90 })).toBeCloseTo(10_007_557, -1);
    expect(haversineM({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBeCloseTo(20_015_115, -1);
  });

  test("is symmetric, zero only for the same point, and obeys the triangle inequality", () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        expect(haversineM(a, b)).toBeCloseTo(haversineM(b, a), 6);
        expect(haversineM(a, a)).toBe(0);
        expect(haversineM(a, c)).toBeLessThanOrEqual(haversineM(a, b) + haversineM(b, c) + 1e-3);
      }),
    );
  });
});

test("bearings follow the compass", () => {
  const origin = { lat: 0, lng: 0 };
  expect(bearingDeg(origin, { lat: 1, lng: 0 })).toBeCloseTo(0);
  expect(bearingDeg(origin, { lat: 0, lng: 1 })).toBeCloseTo(90);
  expect(bearingDeg(origin, { lat: -1, lng: 0 })).toBeCloseTo(180);
  expect(bearingDeg(origin, { lat: 0, lng: -1 })).toBeCloseTo(270);
});

test("the bearing between far places is that of the great circle", () => {
  // From Jakarta to London and to Sydney, and along a parallel, as vectors give them.
  expect(bearingDeg(MONAS, { lat: 51.5, lng: -0.12 })).toBeCloseTo(321.867, 3);
  expect(bearingDeg(MONAS, { lat: -33.87, lng: 151.21 })).toBeCloseTo(130.169, 3);
  expect(bearingDeg({ lat: 60, lng: 0 }, { lat: 60, lng: 120 })).toBeCloseTo(33.69, 3);
});

test("a destination across the globe lies where it should", () => {
  expect(destination({ lat: 60, lng: 0 }, 33.69, haversineM({ lat: 60, lng: 0 }, { lat: 60, lng: 120 }))).toEqual({
    lat: expect.closeTo(60, 2),
    lng: expect.closeTo(120, 2),
  });
  expect(destination({ lat: 0, lng: 179 }, 90, 333_585)).toEqual({
    lat: expect.closeTo(0, 6),
    lng: expect.closeTo(-178, 3),
  });
});

test("GeoJSON writes the longitude first", () => {
  expect(toLngLat(MONAS)).toEqual([106.8272, -6.1754]);
  expect(fromLngLat([106.8272, -6.1754])).toEqual(MONAS);
});

test("a destination lies at its distance and bearing", () => {
  fc.assert(
    fc.property(
      point,
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.integer({ min: 10, max: 50_000 }),
      (start, bearing, metres) => {
        const end = destination(start, bearing, metres);
        expect(haversineM(start, end)).toBeCloseTo(metres, 2);
        const turned = Math.abs(((bearingDeg(start, end) - bearing + 540) % 360) - 180);
        expect(turned).toBeLessThan(0.01);
      },
    ),
  );
});

test.each([
  [{ lat: 90, lng: 180 }, true],
  [{ lat: -90, lng: -180 }, true],
  [{ lat: 90.000001, lng: 0 }, false],
  [{ lat: 0, lng: -180.1 }, false],
  [{ lat: NaN, lng: 0 }, false],
  [{ lat: 0, lng: Infinity }, false],
])("%o is valid: %s", (value, isValid) => {
  expect(isValidLatLng(value)).toBe(isValid);
  expect(latLngSchema.safeParse(value).success).toBe(isValid);
});

describe("polylines", () => {
  test("Google's own example encodes as published", () => {
    const points = [
      { lat: 38.5, lng: -120.2 },
      { lat: 40.7, lng: -120.95 },
      { lat: 43.252, lng: -126.453 },
    ];
    expect(encodePolyline(points)).toBe("_p~iF~ps|U_ulLnnqC_mqNvxq`@");
    expect(decodePolyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@")).toEqual(points);
  });

  test("what was encoded comes back to the last decimal kept", () => {
    fc.assert(
      fc.property(fc.array(point), fc.constantFrom(5, 6, 7), (points, decimals) => {
        const back = decodePolyline(encodePolyline(points, decimals), decimals);
        expect(back).toHaveLength(points.length);
        for (const [index, { lat, lng }] of back.entries()) {
          expect(lat).toBeCloseTo(points[index]?.lat ?? NaN, decimals - 1);
          expect(lng).toBeCloseTo(points[index]?.lng ?? NaN, decimals - 1);
        }
      }),
    );
  });

  test.each(["_p~iF~ps|U_", "_p~iF\u0007", "é", "\u007f?"])("refuses the damaged text %s", (text) => {
    expect(() => decodePolyline(text)).toThrow(RangeError);
  });

  test("a point along the line is that far from its start, and beyond the end it is the end", () => {
    const line = [MONAS, { lat: -6.195, lng: 106.823 }, BLOK_M];
    const total = lengthM(line);
    expect(interpolateAlong(line, -5)).toMatchObject(MONAS);
    expect(interpolateAlong(line, total + 5)).toMatchObject(BLOK_M);
    const half = interpolateAlong(line, total / 2);
    expect(lengthM([...line.slice(0, 2), half])).toBeCloseTo(total / 2, 0);
    expect(half.headingDeg).toBeCloseTo(bearingDeg(line[1] ?? MONAS, BLOK_M), 3);
  });

  test("a point part of the distance along is between the ends, in both directions", () => {
    const [start, end] = [
      { lat: 0, lng: 0 },
      { lat: 0.01, lng: 0.02 },
    ];
    const quarter = interpolateAlong([start, end], lengthM([start, end]) / 4);
    expect(quarter).toEqual({
      lat: expect.closeTo(0.0025, 9),
      lng: expect.closeTo(0.005, 9),
      headingDeg: expect.closeTo(63.43, 1),
    });
    const back = interpolateAlong([end, start], lengthM([start, end]) / 4);
    expect(back).toMatchObject({ lat: expect.closeTo(0.0075, 9), lng: expect.closeTo(0.015, 9) });
  });

  test("a point where the line bends still heads along the first part, and a point given twice is no bend", () => {
    const bend = [
      { lat: 0, lng: 0 },
      { lat: 0, lng: 0 },
      { lat: 0.01, lng: 0 },
      { lat: 0.01, lng: 0.01 },
    ];
    const firstM = haversineM({ lat: 0, lng: 0 }, { lat: 0.01, lng: 0 });
    expect(interpolateAlong(bend, firstM)).toEqual({ lat: 0.01, lng: 0, headingDeg: 0 });
    expect(interpolateAlong(bend, 0)).toEqual({ lat: 0, lng: 0, headingDeg: 0 });
    expect(interpolateAlong(bend, firstM * 3)).toMatchObject({ lat: 0.01, lng: 0.01 });
    expect(interpolateAlong(bend, firstM * 3).headingDeg).toBeCloseTo(90, 1);
  });

  test("the length of a line is the sum of its parts", () => {
    expect(lengthM([])).toBe(0);
    expect(lengthM([MONAS])).toBe(0);
    expect(lengthM([MONAS, BLOK_M, MONAS, MONAS])).toBeCloseTo(2 * haversineM(MONAS, BLOK_M), 6);
  });

  test("deltas at the edges of a chunk are written as published", () => {
    const encode = (e5: number): string => encodePolyline([{ lat: e5 / 1e5, lng: 0 }]);
    expect([0, 1, -1, 15, -16, 16].map(encode)).toEqual(["??", "A?", "@?", "]?", "^?", "_@?"]);
  });

  test("a line of one point, or of one point twice, stays there", () => {
    expect(interpolateAlong([MONAS], 100)).toEqual({ ...MONAS, headingDeg: 0 });
    expect(interpolateAlong([MONAS, MONAS], 100)).toEqual({ ...MONAS, headingDeg: 0 });
    expect(() => interpolateAlong([], 0)).toThrow(RangeError);
  });
});

describe("bounding boxes", () => {
  test("hold every point they were made of, and their middle", () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        const bounds = boundsOf(points);
        if (bounds === null) throw new Error("points have bounds");
        for (const each of points) expect(isInBounds(bounds, each)).toBe(true);
        expect(isInBounds(bounds, centerOf(bounds))).toBe(true);
      }),
    );
    expect(boundsOf([])).toBeNull();
  });

  test("around a point reach as far as asked in every direction", () => {
    fc.assert(
      fc.property(
        point,
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 0, max: 359 }),
        (center, radiusM, bearing) => {
          fc.pre(Math.abs(center.lng) < 178);
          expect(isInBounds(boundsAround(center, radiusM), destination(center, bearing, radiusM * 0.999))).toBe(true);
        },
      ),
    );
  });
});
