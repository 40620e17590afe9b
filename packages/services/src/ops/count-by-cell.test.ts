import { destination, haversineM } from "@atlas/core/geo";
import { expect, test } from "vitest";
import { countByCell, outlined } from "./count-by-cell.ts";

const MONAS = { lat: -6.1754, lng: 106.8272 };

test("places of one cell are added up, and others are cells of their own", () => {
  const there = destination(MONAS, 90, 5_000);
  const cells = countByCell([
    { ...MONAS, counts: { available: 1 } },
    { ...there, counts: { searching: 1, booked: 1 } },
    { ...MONAS, counts: { booked: 1 } },
  ]);
  expect(cells.map(({ cell: _cell, ...counts }) => counts)).toEqual([
    { searching: 1, booked: 1, available: 0 },
    { searching: 0, booked: 1, available: 1 },
  ]);
});

test("an outline is closed and its corners are half a kilometre from the middle", () => {
  const [cell] = outlined(countByCell([{ ...MONAS, counts: { available: 1 } }]));
  const ring = cell?.ring ?? [];
  expect(ring).toHaveLength(7);
  expect(ring[0]).toEqual(ring[6]);
  const corners = ring.slice(1).map(([lng, lat]) => ({ lat, lng }));
  const mean = (of: "lat" | "lng"): number => corners.reduce((sum, corner) => sum + corner[of], 0) / corners.length;
  for (const corner of corners) {
    const radiusM = haversineM({ lat: mean("lat"), lng: mean("lng") }, corner);
    expect(radiusM).toBeGreaterThan(400);
    expect(radiusM).toBeLessThan(650);
  }
});

test("nothing is nowhere", () => {
  expect(countByCell([])).toEqual([]);
});
