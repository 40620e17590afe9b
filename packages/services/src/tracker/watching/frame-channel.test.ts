import { decodeFleetFrame, stateOfCode } from "@atlas/core/positions/fleet-frame";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isShared } from "../../messaging/shared-view.ts";
import { AnonymousKeys } from "./anonymous-key.ts";
import { FleetMirror, type FleetTick } from "./fleet-mirror.ts";
import { FrameChannel, type FleetFrame } from "./frame-channel.ts";
import type { WatchedCity } from "./position-feed.ts";

const MICRO = 1e6;

function newCity(): WatchedCity {
  return {
    mirror: new FleetMirror(),
    anonymousKeys: new AnonymousKeys("unused"),
    nextTick: () => Promise.resolve(null),
  };
}

function put({ mirror }: WatchedCity, driverId: string, lat: number, atMs: number): void {
  const state = { state: "available", vehicleType: "go-ride", autoAccept: false, orderId: null } as const;
  const position = { driverId, lat, lng: 106.8, headingDeg: null, speedMps: null, recordedAtMs: atMs, state };
  mirror.apply({ kind: "positions", positions: [position] });
}

function tickOf({ mirror }: WatchedCity): FleetTick {
  const tick = mirror.tick();
  if (tick === null) throw new Error("something has happened");
  return tick;
}

/** What a map holds of a channel: drivers by slot, and where each is. */
class TestMap {
  readonly #names = new Map<number, string>();
  readonly #lats = new Map<number, number>();

  draw(frame: FleetFrame): void {
    if (frame.kind === "snapshot") {
      this.#names.clear();
      this.#lats.clear();
    }
    for (const slot of frame.gone) {
      this.#names.delete(slot);
      this.#lats.delete(slot);
    }
    for (const [slot, driverId] of frame.named) {
      if (this.#names.has(slot)) throw new Error("a slot has one car");
      this.#names.set(slot, driverId);
    }
    const { slots, lats } = decodeFleetFrame(frame.cars);
    for (const [row, slot] of slots.entries()) this.#lats.set(slot, (lats[row] ?? Number.NaN) / MICRO);
  }

  /** Latitudes by driver. */
  get shown(): Record<string, number | undefined> {
    return Object.fromEntries([...this.#names].map(([slot, driverId]) => [driverId, this.#lats.get(slot)]));
  }
}

test("all who watch a city get the very same frames", () => {
  const city = newCity();
  put(city, "a", 1, 1);
  tickOf(city);
  const channel = new FrameChannel(city, () => 3_000);
  expect(channel.snapshot()).toBe(channel.snapshot());
  expect(isShared(channel.snapshot())).toBe(true);
  const known = channel.sequence;
  put(city, "a", 2, 2);
  const tick = tickOf(city);
  const [first, second] = [channel.updateFor(tick, known), channel.updateFor(tick, known)];
  expect(first).toMatchObject({ kind: "delta", gone: [], named: [] });
  expect(second).toBe(first);
  expect(first !== null && isShared(first)).toBe(true);
  expect(channel.updateFor(tick, channel.sequence)).toBeNull();
});

test("a car is called by its slot after its first frame, with its state and the age of its position", () => {
  const city = newCity();
  put(city, "a", 1, 1_000);
  tickOf(city);
  const channel = new FrameChannel(city, () => 3_000);
  expect(channel.snapshot().named).toEqual([[0, "a"]]);
  city.mirror.apply({ kind: "parked", driverIds: ["a"] });
  const delta = channel.updateFor(tickOf(city), channel.sequence);
  const columns = decodeFleetFrame(delta?.cars ?? "");
  expect([...columns.slots]).toEqual([0]);
  expect([...columns.ages]).toEqual([20]);
  expect(stateOfCode(columns.codes[0] ?? 0)).toBe("stale");
});

test("a watcher who missed a tick begins anew", () => {
  const city = newCity();
  put(city, "a", 1, 1);
  tickOf(city);
  const channel = new FrameChannel(city, () => 0);
  const known = channel.sequence;
  for (const atMs of [2, 3]) {
    put(city, "a", atMs, atMs);
    channel.updateFor(tickOf(city), channel.sequence);
  }
  put(city, "b", 1, 4);
  expect(channel.updateFor(tickOf(city), known)).toMatchObject({ kind: "snapshot" });
});

test("whatever comes, moves and goes, a map that draws every frame holds what the mirror holds", () => {
  const happening = fc.record({
    driver: fc.nat(6),
    lat: fc.nat(80),
    kind: fc.constantFrom("put", "put", "gone", "tick"),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const city = newCity();
      const channel = new FrameChannel(city, () => 0);
      const map = new TestMap();
      map.draw(channel.snapshot());
      let known = channel.sequence;
      for (const [atMs, { driver, lat, kind }] of [...happenings, { driver: 0, lat: 0, kind: "tick" }].entries()) {
        if (kind === "put") put(city, `driver-${driver}`, lat, atMs);
        else if (kind === "gone") city.mirror.apply({ kind: "gone", driverIds: [`driver-${driver}`] });
        else {
          const tick = city.mirror.tick();
          const frame = tick === null ? null : channel.updateFor(tick, known);
          known = channel.sequence;
          if (frame !== null) map.draw(frame);
          const cars = [...city.mirror.cars()].map((car) => [car.driverId, car.lat]);
          expect(map.shown).toEqual(Object.fromEntries(cars));
        }
      }
    }),
  );
});
