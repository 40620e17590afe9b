import { expect, test } from "vitest";

import { applyFleetUpdate, type WatchedDriver } from "./apply-fleet-update.ts";

function driver(key: string, lat: number): WatchedDriver {
  return { key, lat, lng: 106.8, headingDeg: null, vehicleType: "go-ride", state: "available", ageMs: 0 };
}

test("a delta moves, adds and removes drivers and keeps the rest", () => {
  const before = applyFleetUpdate(null, {
    kind: "snapshot",
    drivers: [driver("a", 1), driver("b", 2), driver("c", 3)],
    gone: [],
  });
  const after = applyFleetUpdate(before, { kind: "delta", drivers: [driver("a", 9), driver("d", 4)], gone: ["b"] });
  expect([...after.values()].map(({ key, lat }) => [key, lat])).toEqual([
    ["a", 9],
    ["c", 3],
    ["d", 4],
  ]);
});

test("a snapshot forgets what it does not name", () => {
  const before = applyFleetUpdate(null, { kind: "snapshot", drivers: [driver("a", 1)], gone: [] });
  const after = applyFleetUpdate(before, { kind: "snapshot", drivers: [driver("b", 2)], gone: [] });
  expect([...after.keys()]).toEqual(["b"]);
});
