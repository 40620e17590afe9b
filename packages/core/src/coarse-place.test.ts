import fc from "fast-check";
import { expect, test } from "vitest";
import { coarsePlace } from "./coarse-place.ts";
import { haversineM } from "./geo.ts";

const place = fc.record({
  lat: fc.double({ min: -80, max: 80, noNaN: true }),
  lng: fc.double({ min: -179, max: 179, noNaN: true }),
});

test("a place is moved by no more than half the diagonal of a cell", () => {
  fc.assert(
    fc.property(place, fc.constantFrom(50, 1_000), (at, cellM) => {
      expect(haversineM(at, coarsePlace(at, cellM))).toBeLessThan(cellM * 0.72 + 0.5);
    }),
  );
});

test("places of one cell are indistinguishable, and the next cell is one cell away", () => {
  const at = coarsePlace({ lat: -6.1754, lng: 106.8272 }, 50);
  for (const move of [-0.0002, 0.0002]) expect(coarsePlace({ lat: at.lat + move, lng: at.lng + move }, 50)).toEqual(at);
  const next = coarsePlace({ lat: at.lat + 50 / 111_195, lng: at.lng }, 50);
  expect(haversineM(at, next)).toBeGreaterThan(49);
  // Columns of the next row may lie half a cell aside.
  expect(haversineM(at, next)).toBeLessThan(57);
});
