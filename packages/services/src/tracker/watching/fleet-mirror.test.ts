import { boundsAround, isInBounds } from "@atlas/core/bounding-box";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeedMessage } from "../live-map/feed-message.ts";
import { FleetMirror } from "./fleet-mirror.ts";

const AVAILABLE = { state: "available", vehicleType: "go-ride", autoAccept: false, orderId: null } as const;

function at(driverId: string, lat: number, recordedAtMs: number, state: object = AVAILABLE): FeedMessage {
  const position = { driverId, lat, lng: 106.8, headingDeg: null, speedMps: null, recordedAtMs };
  return { kind: "positions", positions: [{ ...position, state: { ...AVAILABLE, ...state } }] };
}

test("a tick tells each change once, and nothing is a null", () => {
  const mirror = new FleetMirror();
  mirror.apply(at("a", 1, 10));
  mirror.apply(at("a", 2, 20));
  mirror.apply(at("b", 1, 10));
  const tick = mirror.tick();
  expect(tick?.sequence).toBe(1);
  expect([...(tick?.changed.values() ?? [])].map(({ driverId, lat }) => `${driverId}${lat}`)).toEqual(["a2", "b1"]);
  expect(mirror.tick()).toBeNull();
});

test("an older position than the known one changes nothing", () => {
  const mirror = new FleetMirror();
  mirror.apply(at("a", 2, 20));
  mirror.apply(at("a", 1, 10));
  mirror.load([
    {
      driverId: "a",
      lat: 3,
      lng: 106.8,
      headingDeg: null,
      speedMps: null,
      accuracyM: null,
      seenAtMs: 15,
      state: AVAILABLE,
      isParked: false,
    },
  ]);
  expect([...mirror.cars()].map(({ lat }) => lat)).toEqual([2]);
});

test("a car that leaves is reported as gone, and one that returns before the tick is not", () => {
  const mirror = new FleetMirror();
  mirror.apply(at("a", 1, 10));
  mirror.apply(at("b", 1, 10));
  mirror.tick();
  mirror.apply({ kind: "gone", driverIds: ["a", "b", "nobody"] });
  mirror.apply(at("b", 2, 30));
  const tick = mirror.tick();
  expect([...(tick?.gone ?? [])]).toEqual(["a"]);
  expect([...(tick?.changed.keys() ?? [])]).toEqual(["b"]);
});

test("the car of an order is found from the match to the end of the trip", () => {
  const mirror = new FleetMirror();
  mirror.apply(at("a", 1, 10));
  const busy = { state: "busy", vehicleType: "go-ride", autoAccept: false, orderId: "order" } as const;
  mirror.apply({ kind: "state", driverId: "a", state: busy, isParked: false });
  expect(mirror.carOfOrder("order")?.driverId).toBe("a");
  mirror.apply(at("a", 2, 20, busy));
  expect(mirror.carOfOrder("order")?.lat).toBe(2);
  mirror.apply({ kind: "state", driverId: "a", state: AVAILABLE, isParked: false });
  expect(mirror.carOfOrder("order")).toBeUndefined();
});

test("cars around a place are the same with the grid as without", () => {
  const place = fc.record({
    driverId: fc.integer({ min: 0, max: 30 }).map(String),
    lat: fc.double({ min: -6.3, max: -6.1, noNaN: true }),
    lng: fc.double({ min: 106.7, max: 106.9, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(place, { maxLength: 80 }),
      place,
      fc.integer({ min: 1, max: 30_000 }),
      (places, center, radiusM) => {
        const mirror = new FleetMirror();
        for (const [index, { driverId, lat, lng }] of places.entries()) {
          if (index % 7 === 6) mirror.apply({ kind: "gone", driverIds: [driverId] });
          const position = {
            driverId,
            lat,
            lng,
            headingDeg: null,
            speedMps: null,
            recordedAtMs: index,
            state: AVAILABLE,
          };
          mirror.apply({ kind: "positions", positions: [position] });
        }
        const bounds = boundsAround(center, radiusM);
        const ids = (cars: Iterable<{ driverId: string; lat: number; lng: number }>): string[] =>
          [...cars]
            .filter((car) => isInBounds(bounds, car))
            .map(({ driverId }) => driverId)
            .toSorted();
        expect(ids(mirror.carsAround(bounds))).toEqual(ids(mirror.cars()));
        const tick = mirror.tick();
        if (tick !== null) expect(ids(tick.changedAround(bounds))).toEqual(ids(tick.changed.values()));
      },
    ),
    { seed: 5 },
  );
});
