import { expect, test } from "vitest";
import type { ServiceArea } from "../service-area.ts";
import { doAreasOverlap, validateServiceArea } from "./area-shape.ts";

type Corner = [number, number];

function area(...corners: Corner[]): ServiceArea {
  return { type: "Polygon", coordinates: [[...corners, corners[0] ?? [0, 0]]] };
}

function box(west: number, south: number, east: number, north: number): ServiceArea {
  return area([west, south], [east, south], [east, north], [west, north]);
}

const TOWN = box(106.7, -6.3, 106.9, -6.1);
const TRIANGLE: Corner[] = [
  [106.7, -6.3],
  [106.9, -6.3],
  [106.8, -6.1],
];

test.each([
  ["a box", TOWN],
  ["a triangle", area(...TRIANGLE)],
  [
    "two islands",
    { type: "MultiPolygon" as const, coordinates: [[...ring(TOWN)], [...ring(box(107, -6.3, 107.1, -6.2))]] },
  ],
])("%s is an area", (_, shape) => {
  expect(validateServiceArea(shape)).toEqual({ ok: true, value: shape });
});

function ring(shape: ServiceArea): Corner[][] {
  if (shape.type !== "Polygon") throw new Error("one polygon");
  return shape.coordinates;
}

test.each([
  [
    "open",
    { type: "Polygon" as const, coordinates: [[...TRIANGLE, [106.75, -6.2] as Corner]] },
    /ends at its first point/,
  ],
  ["a point", box(106.7, -6.3, 106.7, -6.3), /between 500 m and 500 km/],
  ["half the world", box(-90, -45, 90, 45), /between 500 m and 500 km/],
  ["a bow tie", area([106.7, -6.3], [106.9, -6.1], [106.9, -6.3], [106.7, -6.1]), /does not cross itself/],
  [
    "drawn too finely",
    area(...Array.from({ length: 1_001 }, (_, i): Corner => [106.7 + i / 10_000, -6.3 + (i % 2) / 100])),
    /at most 1000 points/,
  ],
])("an area that is %s is refused", (_, shape, message) => {
  expect(validateServiceArea(shape)).toEqual({
    ok: false,
    error: { code: "INVALID_INPUT", message: expect.stringMatching(message) },
  });
});

test.each([
  ["the same outline", TOWN],
  ["a corner of it", box(106.85, -6.15, 107, -6)],
  ["one that lies within", box(106.75, -6.25, 106.8, -6.2)],
  ["one that lies around", box(106, -7, 108, -5)],
  ["a cross with it, without a corner in either", box(106.75, -6.5, 106.85, -6)],
  ["half of it, with three borders in common", box(106.7, -6.3, 106.8, -6.1)],
])("%s overlaps", (_, other) => {
  expect(doAreasOverlap(TOWN, other)).toBe(true);
  expect(doAreasOverlap(other, TOWN)).toBe(true);
});

test.each([
  ["the neighbour behind a common border", box(106.9, -6.3, 107.1, -6.1)],
  ["one whose border was drawn 10 m off", box(106.8999, -6.3, 107.1, -6.1)],
  ["one that shares half a border", box(106.9, -6.2, 107.1, -6)],
  ["one at a common corner", box(106.9, -6.1, 107.1, -6)],
  ["a town far away", box(110, -7, 110.2, -6.8)],
  ["one in whose box a corner of it lies", area([107.2, -6.4], [107.2, -5.8], [106.85, -5.8])],
])("%s does not overlap", (_, other) => {
  const notWithin = doAreasOverlap(TOWN, other);
  expect(doAreasOverlap(other, TOWN)).toBe(notWithin);
  expect(notWithin).toBe(false);
});

test("a town in the hole of another is beside it", () => {
  const around = { type: "Polygon" as const, coordinates: [...ring(box(106, -7, 108, -5)), ...ring(TOWN)] };
  expect(doAreasOverlap(around, TOWN)).toBe(false);
  expect(doAreasOverlap(around, box(106.75, -6.25, 106.8, -6.2))).toBe(false);
  expect(doAreasOverlap(around, box(106.75, -6.25, 107, -6.2))).toBe(true);
});
