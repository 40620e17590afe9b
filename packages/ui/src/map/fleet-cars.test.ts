import type { FrameCar } from "@atlas/core/positions/fleet-frame";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { expect, test } from "vitest";

import { CAR_LOOKS } from "./car-image.ts";
import { packedFleet } from "./packed-fleet.ts";
import { FleetCars, type FleetFilter } from "./fleet-cars.ts";

const ALL = { looks: CAR_LOOKS, vehicleTypes: VEHICLE_TYPES };
const EVERYWHERE = [-180, -90, 180, 90] as const;

function car(slot: number, change: Partial<FrameCar> = {}): FrameCar {
  return {
    slot,
    lat: -6.2,
    lng: 106.8,
    headingDeg: null,
    vehicleType: "go-ride",
    state: "available",
    ageMs: 0,
    ...change,
  };
}

function keysOf(
  cars: FleetCars,
  filter: FleetFilter = ALL,
  bounds: readonly [number, number, number, number] = EVERYWHERE,
) {
  return cars.within(bounds, { ...filter, limit: 10 }).keys;
}

/** Cars with these keys, each in a slot of its own. */
function fleetOf(...keys: string[]): FleetCars {
  const cars = new FleetCars();
  const rows = keys.map((_, slot) => car(slot));
  cars.apply(packedFleet("snapshot", rows, { named: keys.map((key, slot) => [slot, key]) }), 0);
  return cars;
}

test("a delta moves, adds and removes cars and keeps the rest", () => {
  const cars = fleetOf("a", "b", "c");
  const delta = packedFleet("delta", [car(0, { lat: 1 }), car(1, { lat: 4 })], { gone: [1], named: [[1, "d"]] });
  cars.apply(delta, 0);
  expect(keysOf(cars)).toEqual(["a", "d", "c"]);
  expect(["a", "b", "c", "d"].map((key) => cars.carOf(key, 0)?.lat)).toEqual([1, undefined, -6.2, 4]);
});

test("a snapshot forgets what it does not name", () => {
  const cars = fleetOf("a", "b");
  cars.apply(packedFleet("snapshot", [car(0)], { named: [[0, "z"]] }), 0);
  expect(keysOf(cars)).toEqual(["z"]);
  expect(cars.size).toBe(1);
});

test("more cars than there was room for keep their places", () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `car-${index}`);
  const cars = fleetOf(...keys.slice(0, 200));
  const rest = keys.slice(200).map((key, index): [number, string] => [200 + index, key]);
  const rows = rest.map(([slot]) => car(slot, { lat: slot / 100 }));
  cars.apply(packedFleet("delta", rows, { named: rest }), 0);
  expect(cars.carOf("car-0", 0)?.lat).toBe(-6.2);
  expect(cars.carOf("car-999", 0)?.lat).toBe(9.99);
});

test("a car grows older until it is heard of again", () => {
  const cars = fleetOf("a");
  cars.apply(packedFleet("delta", [car(0, { ageMs: 2_000 })]), 10_000);
  expect(cars.carOf("a", 10_000)?.ageMs).toBe(2_000);
  expect(cars.carOf("a", 15_000)?.ageMs).toBe(7_000);
});

test("a car that stands looks where it last drove", () => {
  const cars = fleetOf("a");
  cars.apply(packedFleet("delta", [car(0, { headingDeg: 90 })]), 0);
  cars.apply(packedFleet("delta", [car(0)]), 0);
  expect(cars.headingAt(0)).toBe(90);
});

test("an offer shows on a driver who is available, and on nobody else", () => {
  const cars = fleetOf("a", "b");
  cars.apply(packedFleet("delta", [car(1, { state: "busy" })]), 0);
  cars.setOffered(["a", "b", "somebody who is not on the map"]);
  expect(cars.countLooks(VEHICLE_TYPES)).toEqual({ available: 0, offered: 1, busy: 1, offline: 0, stale: 0 });
  cars.setOffered([]);
  expect(cars.countLooks(VEHICLE_TYPES)).toEqual({ available: 1, offered: 0, busy: 1, offline: 0, stale: 0 });
});

test("counts and lists are of the vehicles, states and part of the map that are asked for", () => {
  const cars = fleetOf("a", "b", "c");
  const rows = [car(0, { vehicleType: "go-car" }), car(1, { state: "stale" }), car(2, { lat: -6.4 })];
  cars.apply(packedFleet("delta", rows), 0);
  expect(cars.countLooks(["go-car"])).toEqual({ available: 1, offered: 0, busy: 0, offline: 0, stale: 0 });
  expect(keysOf(cars, { ...ALL, vehicleTypes: ["go-ride"] })).toEqual(["b", "c"]);
  expect(keysOf(cars, { ...ALL, looks: ["available"] })).toEqual(["a", "c"]);
  expect(keysOf(cars, { ...ALL, looks: [] })).toEqual([]);
  expect(keysOf(cars, ALL, [106.7, -6.3, 106.9, -6.1])).toEqual(["a", "b"]);
});

test("of more cars than are asked for it is said how many there are", () => {
  expect(fleetOf("a", "b", "c").within(EVERYWHERE, { ...ALL, limit: 2 })).toEqual({ keys: ["a", "b"], count: 3 });
});

test("a listener is called once for each change, and not for offers that are the same", () => {
  const cars = fleetOf("a");
  let calls = 0;
  const stop = cars.subscribe(() => {
    calls += 1;
  });
  cars.apply(packedFleet("delta", [car(0)]), 0);
  cars.setOffered(["a"]);
  cars.setOffered(["a"]);
  expect(calls).toBe(2);
  stop();
  cars.setOffered([]);
  expect(calls).toBe(2);
});
