import { coarsePlace } from "@atlas/core/coarse-place";
import type { LatLng } from "@atlas/core/geo";
import { isInBounds } from "@atlas/core/bounding-box";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isShared } from "../../messaging/shared-view.ts";
import { AnonymousKeys } from "./anonymous-key.ts";
import { FleetChannel, type FleetUpdate } from "./fleet-channel.ts";
import { FleetMirror } from "./fleet-mirror.ts";
import { riderView } from "./fleet-view.ts";
import type { WatchedCity } from "./position-feed.ts";

const BOUNDS = [106.79, -0.01, 106.81, 0.01] as const;

interface TestCity extends WatchedCity {
  anonymousKeys: AnonymousKeys;
}

function newCity(): TestCity {
  return {
    mirror: new FleetMirror(),
    anonymousKeys: new AnonymousKeys("first"),
    nextTick: () => Promise.resolve(null),
  };
}

function riders(city: WatchedCity): FleetChannel {
  return new FleetChannel(
    city,
    () => riderView(city, { bounds: [...BOUNDS] }),
    () => 0,
  );
}

interface Put {
  readonly lat: number;
  readonly atMs: number;
  readonly state?: "available" | "busy";
}

function put(city: WatchedCity, driverId: string, { lat, atMs, state = "available" }: Put): void {
  const coded = { state, vehicleType: "go-ride", autoAccept: false, orderId: null } as const;
  const position = { driverId, lat, lng: 106.8, headingDeg: null, speedMps: null, recordedAtMs: atMs, state: coded };
  city.mirror.apply({ kind: "positions", positions: [position] });
}

/** A car at this latitude as riders get it: within some 50 m. */
function seen(lat: number): LatLng {
  return coarsePlace({ lat, lng: 106.8 }, 50);
}

/** What a watcher's map holds after an update. */
function draw(before: ReadonlyMap<string, number>, update: FleetUpdate): Map<string, number> {
  const map = new Map(update.kind === "delta" ? before : []);
  for (const key of update.gone) map.delete(key);
  for (const car of update.drivers) map.set(car.key, car.lat);
  return map;
}

test("all who share a channel get the very same objects", () => {
  const city = newCity();
  put(city, "a", { lat: 0, atMs: 1 });
  city.mirror.tick();
  const channel = riders(city);
  expect(channel.snapshot()).toBe(channel.snapshot());
  const known = channel.sequence;
  put(city, "a", { lat: 0.001, atMs: 2 });
  const tick = city.mirror.tick();
  if (tick === null) throw new Error("something moved");
  const [first, second] = [channel.updateFor(tick, known), channel.updateFor(tick, known)];
  expect(first).toMatchObject({ kind: "delta", drivers: [seen(0.001)] });
  expect(second).toBe(first);
  expect(first !== null && isShared(first)).toBe(true);
  expect(channel.updateFor(tick, channel.sequence)).toBeNull();
});

test("a watcher who does not say where they look sees no car", () => {
  const city = newCity();
  put(city, "a", { lat: 0, atMs: 1 });
  city.mirror.tick();
  const everywhere = new FleetChannel(
    city,
    () => riderView(city, {}),
    () => 0,
  );
  expect(everywhere.snapshot().drivers).toEqual([]);
  expect(riders(city).snapshot().drivers).toHaveLength(1);
});

test("new anonymous keys make a new snapshot, in which no old key is left", () => {
  const city = newCity();
  put(city, "a", { lat: 0, atMs: 1 });
  city.mirror.tick();
  const channel = riders(city);
  const [before] = channel.snapshot().drivers;
  const known = channel.sequence;
  city.anonymousKeys = new AnonymousKeys("second");
  put(city, "a", { lat: 0.001, atMs: 2 });
  const tick = city.mirror.tick();
  if (tick === null) throw new Error("something moved");
  const update = channel.updateFor(tick, known);
  expect(update?.kind).toBe("snapshot");
  expect(update?.drivers.map(({ key }) => key)).not.toContain(before?.key);
});

test("a watcher who joins or falls behind at any time sees what is there", () => {
  const move = fc.record({
    driver: fc.integer({ min: 0, max: 5 }),
    lat: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
    state: fc.constantFrom("available" as const, "busy" as const),
    isGone: fc.boolean(),
  });
  const second = fc.record({
    moves: fc.array(move, { maxLength: 4 }),
    /** Which of the three watchers hear of it in time. */
    hears: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  });
  fc.assert(
    fc.property(fc.array(second, { maxLength: 20 }), (seconds) => {
      const city = newCity();
      const channel = riders(city);
      const watchers = [0, 1, 2].map(() => ({ known: channel.sequence, map: draw(new Map(), channel.snapshot()) }));
      let atMs = 0;
      for (const { moves, hears } of [...seconds, { moves: [], hears: [true, true, true] }]) {
        for (const { driver, lat, state, isGone } of moves) {
          atMs += 1;
          if (isGone) city.mirror.apply({ kind: "gone", driverIds: [`d${driver}`] });
          else put(city, `d${driver}`, { lat, atMs, state });
        }
        // The last second moves one car, so that everybody is notified.
        if (moves.length === 0) put(city, "last", { lat: 0, atMs: (atMs += 1) });
        const tick = city.mirror.tick();
        if (tick === null) continue;
        for (const [index, watcher] of watchers.entries()) {
          if (hears[index] !== true) continue;
          const update = channel.updateFor(tick, watcher.known);
          watcher.known = channel.sequence;
          if (update !== null) watcher.map = draw(watcher.map, update);
        }
      }
      const there = [...city.mirror.cars()].filter(
        (car) => car.state.state === "available" && isInBounds([...BOUNDS], car),
      );
      const expected = new Map(there.map((car) => [city.anonymousKeys.keyOf(car.driverId), seen(car.lat).lat]));
      for (const { map } of watchers) expect(map).toEqual(expected);
    }),
  );
});
