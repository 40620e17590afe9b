import { destination } from "@atlas/core/geo";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { eq, inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyPings } from "./apply-pings.ts";
import { refreshDriverStates } from "./driver-state.ts";
import { findCandidates } from "./find-candidates.ts";
import { encodeLastPing, LAST_PING_CHARS } from "./live-record.ts";
import { readPositions } from "./read-positions.ts";
import { trackerKeys } from "./redis-keys.ts";
import { removeStaleDrivers } from "./remove-stale-drivers.ts";
import { MONAS, openTestTracker, type TestTracker } from "../testing/test-tracker.ts";

let tracker: TestTracker;

beforeAll(async () => {
  tracker = await openTestTracker();
});

afterAll(async () => {
  await tracker[Symbol.asyncDispose]();
});

async function candidates(radiusM = 2_000, exclude: string[] = []): Promise<string[]> {
  const { cityId, ctx } = tracker;
  const found = await findCandidates(ctx, {
    cityId,
    vehicleType: "go-ride",
    pickup: MONAS,
    radiusM,
    limit: 10,
    exclude,
  });
  return found.map(({ driverId }) => driverId);
}

async function apply(...pings: Parameters<typeof applyPings>[1]["pings"]): Promise<ReturnType<typeof applyPings>> {
  return await applyPings(tracker.ctx, { cityId: tracker.cityId, pings });
}

async function positionOf(driverId: string): Promise<Awaited<ReturnType<typeof readPositions>>[number] | undefined> {
  return (await readPositions(tracker.ctx, { cityId: tracker.cityId, driverIds: [driverId] }))[0];
}

async function leave(driverId: string): Promise<void> {
  await tracker.ctx.db.update(drivers).set({ availability: "offline" }).where(eq(drivers.id, driverId));
  await refresh(driverId);
}

async function refresh(driverId: string): Promise<void> {
  await refreshDriverStates(tracker.ctx, { cityId: tracker.cityId, driverIds: [driverId] });
}

test("the first ping of an available driver makes the driver a candidate", async () => {
  const driverId = await tracker.addDriver();
  expect(await apply(tracker.ping(driverId, MONAS))).toEqual({ applied: 1, outdated: 0, unknown: 0 });
  expect(await candidates()).toContain(driverId);
  await leave(driverId);
});

test("of pings in any order the newest wins, within a batch and between batches", async () => {
  const driverId = await tracker.addDriver();
  const [near, far, farther] = [500, 1_000, 1_500].map((m) => destination(MONAS, 0, m));
  if (!near || !far || !farther) throw new Error("no points");
  const reply = await apply(
    tracker.ping(driverId, near, 2_000),
    tracker.ping(driverId, farther, 0),
    tracker.ping(driverId, far, 1_000),
  );
  expect(reply).toEqual({ applied: 1, outdated: 2, unknown: 0 });
  expect(await apply(tracker.ping(driverId, far, 500))).toEqual({ applied: 0, outdated: 1, unknown: 0 });
  const position = await positionOf(driverId);
  expect(position?.lat).toBeCloseTo(farther.lat, 4);
  expect(position?.seenAtMs).toBe(tracker.nowMs());
  await leave(driverId);
});

test("a batch that is delivered twice changes nothing the second time", async () => {
  const driverId = await tracker.addDriver();
  const ping = tracker.ping(driverId, MONAS);
  await apply(ping);
  expect(await apply(ping)).toEqual({ applied: 0, outdated: 1, unknown: 0 });
  expect(await candidates()).toContain(driverId);
  await leave(driverId);
});

test("drivers who are offline, on a trip, without a vehicle or have said nothing are on the map and no candidates", async () => {
  const { addDriver, addOrder, ping, ctx, cityId } = tracker;
  const offline = await addDriver({ availability: "offline" });
  const unset = await addDriver({ availability: "unset" });
  const walking = await addDriver({ vehicleType: null });
  const busy = await addDriver();
  const { orderId } = await addOrder(busy);
  const all = [offline, unset, walking, busy];
  await apply(...all.map((driverId) => ping(driverId, MONAS)));
  const found = await candidates();
  for (const driverId of all) expect(found).not.toContain(driverId);
  const positions = await readPositions(ctx, { cityId, driverIds: all });
  expect(positions.map(({ state }) => state.state)).toEqual(["offline", "offline", "offline", "busy"]);
  expect(positions[3]?.state.orderId).toBe(orderId);
});

test("an id that is no driver of the city is left out, the rest of its batch is applied", async () => {
  const driverId = await tracker.addDriver();
  const reply = await apply(tracker.ping(uuidv7(), MONAS), tracker.ping(driverId, MONAS));
  expect(reply).toEqual({ applied: 1, outdated: 0, unknown: 1 });
  await leave(driverId);
});

test("a change of state moves the position between the sets at once, to the same place", async () => {
  const { ctx, cityId, redis } = tracker;
  const driverId = await tracker.addDriver();
  await apply(tracker.ping(driverId, MONAS));
  const keys = trackerKeys(cityId);
  const before = await redis.zscore(keys.available["go-ride"], driverId);

  const { orderId } = await tracker.addOrder(driverId);
  await refresh(driverId);
  expect(await candidates()).not.toContain(driverId);
  expect(await redis.zscore(keys.unavailable, driverId)).toBe(before);

  await tracker.finishOrder(orderId);
  await refresh(driverId);
  expect(await candidates()).toContain(driverId);
  expect(await redis.zscore(keys.unavailable, driverId)).toBeNull();

  await ctx.db.update(vehicles).set({ vehicleType: "go-car" }).where(eq(vehicles.driverId, driverId));
  await refresh(driverId);
  expect(await candidates()).not.toContain(driverId);
  expect(await redis.zscore(keys.available["go-car"], driverId)).toBe(before);
});

test("a driver silent for 30 s leaves matching, for 120 s the map, and returns with the next ping", async () => {
  const { ctx, cityId } = tracker;
  const driverId = await tracker.addDriver();
  await apply(tracker.ping(driverId, MONAS));

  tracker.advance(30_000);
  await removeStaleDrivers(ctx, { cityId });
  expect(await candidates()).toContain(driverId);

  tracker.advance(1);
  expect(await candidates()).not.toContain(driverId);
  expect((await removeStaleDrivers(ctx, { cityId })).parked).toBeGreaterThanOrEqual(1);
  expect(await positionOf(driverId)).toMatchObject({ isParked: true });
  expect(await removeStaleDrivers(ctx, { cityId })).toEqual({ parked: 0, gone: 0 });

  await apply(tracker.ping(driverId, MONAS));
  expect(await candidates()).toContain(driverId);
  expect(await positionOf(driverId)).toMatchObject({ isParked: false });

  tracker.advance(120_001);
  expect((await removeStaleDrivers(ctx, { cityId })).gone).toBeGreaterThanOrEqual(1);
  expect(await positionOf(driverId)).toBeUndefined();
  await apply(tracker.ping(driverId, MONAS));
  expect(await candidates()).toContain(driverId);
  await leave(driverId);
});

test("a parked driver whose state is set stays out of matching until the next ping", async () => {
  const { ctx, cityId } = tracker;
  const driverId = await tracker.addDriver();
  await apply(tracker.ping(driverId, MONAS));
  tracker.advance(31_000);
  await removeStaleDrivers(ctx, { cityId });
  await refreshDriverStates(ctx, { cityId, driverIds: [driverId] });
  expect(await tracker.redis.zscore(trackerKeys(cityId).unavailable, driverId)).not.toBeNull();
  await apply(tracker.ping(driverId, MONAS));
  expect(await candidates()).toContain(driverId);
  expect(await tracker.redis.zscore(trackerKeys(cityId).unavailable, driverId)).toBeNull();
  await leave(driverId);
});

test("pings older than the map's memory change nothing live", async () => {
  const driverId = await tracker.addDriver();
  expect(await apply(tracker.ping(driverId, MONAS, 120_001))).toEqual({ applied: 0, outdated: 1, unknown: 0 });
  expect(await positionOf(driverId)).toBeUndefined();
});

test("a ping that Redis cannot keep does not cost the others of its batch", async () => {
  const driverId = await tracker.addDriver();
  const polar = await tracker.addDriver();
  const reply = await apply(tracker.ping(polar, { lat: 89, lng: 0 }), tracker.ping(driverId, MONAS));
  expect(reply).toEqual({ applied: 1, outdated: 1, unknown: 0 });
  await leave(driverId);
});

test("a wiped Redis heals with the next pings", async () => {
  const { cityId, redis } = tracker;
  const available = await tracker.addDriver();
  const busy = await tracker.addDriver();
  await tracker.addOrder(busy);
  const round = [tracker.ping(available, MONAS), tracker.ping(busy, MONAS)];
  await apply(...round);
  await redis.unlink(...(await redis.keys(`atlas:{${cityId}}:*`)));
  expect(await candidates()).toEqual([]);
  expect(await apply(...round)).toEqual({ applied: 2, outdated: 0, unknown: 0 });
  expect(await candidates()).toEqual([available]);
  await leave(available);
});

test("around a pole, where Redis cannot look, there are no candidates", async () => {
  const { cityId, ctx } = tracker;
  const pole = { lat: 89.9, lng: 0 };
  expect(
    await findCandidates(ctx, { cityId, vehicleType: "go-ride", pickup: pole, radiusM: 2_000, limit: 10 }),
  ).toEqual([]);
});

test("candidates come nearest first, from the smallest ring that fills the limit, without the excluded and the stale", async () => {
  const { ctx, cityId } = tracker;
  const stale = await tracker.addDriver();
  await apply(tracker.ping(stale, destination(MONAS, 10, 20)));
  tracker.advance(30_001);
  const distances = [2_000, 50, 700, 4_900, 250, 5_100];
  const ids: string[] = [];
  for (const distanceM of distances) {
    const driverId = await tracker.addDriver();
    ids.push(driverId);
    await apply(tracker.ping(driverId, destination(MONAS, 45, distanceM)));
  }
  const [at2000, at50, at700, at4900, at250] = ids;
  expect(await candidates(5_000)).toEqual([at50, at250, at700, at2000, at4900]);
  expect(await candidates(5_000, [at50 ?? ""])).toEqual([at250, at700, at2000, at4900]);
  expect(await candidates(600)).toEqual([at50, at250]);
  const two = await findCandidates(ctx, { cityId, vehicleType: "go-ride", pickup: MONAS, radiusM: 5_000, limit: 2 });
  expect(two.map(({ driverId }) => driverId)).toEqual([at50, at250]);
  expect(two[0]?.distanceM).toBeGreaterThan(48);
  expect(two[0]?.distanceM).toBeLessThan(52);
});

test("a driver who has moved a little is where the last ping was, for maps and for matching, and the GEO set is not written again", async () => {
  const { ctx, cityId, redis } = tracker;
  const key = trackerKeys(cityId).available["go-ride"];
  const driverId = await tracker.addDriver();
  await apply(tracker.ping(driverId, MONAS));
  const indexed = await redis.zscore(key, driverId);
  const near = destination(MONAS, 45, 70);
  tracker.advance(5_000);
  expect(await apply(tracker.ping(driverId, near))).toMatchObject({ applied: 1 });
  expect(await redis.zscore(key, driverId)).toBe(indexed);
  const position = await positionOf(driverId);
  expect([position?.lat, position?.lng]).toEqual([expect.closeTo(near.lat, 6), expect.closeTo(near.lng, 6)]);
  const [candidate] = await findCandidates(ctx, { cityId, vehicleType: "go-ride", pickup: near, radiusM: 5, limit: 1 });
  expect(candidate).toMatchObject({ driverId, position: { lat: position?.lat, lng: position?.lng } });
  expect(candidate?.distanceM).toBeLessThan(0.2);
  expect(await candidates(69)).not.toContain(driverId);
  expect(await candidates(71)).toContain(driverId);
  // A state that is set, and a driver who is parked, leave the place as it is.
  await refresh(driverId);
  tracker.advance(31_000);
  await removeStaleDrivers(ctx, { cityId });
  expect(await positionOf(driverId)).toEqual({ ...position, isParked: true });

  tracker.advance(5_000);
  await apply(tracker.ping(driverId, destination(MONAS, 45, 90)));
  expect(await redis.zscore(key, driverId)).not.toBe(indexed);
  await leave(driverId);
});

test("the nearest are found whatever their points in the GEO set say", async () => {
  const { ctx, cityId } = tracker;
  const pickup = destination(MONAS, 200, 3_000);
  // More than a first look takes, each some metres from where the GEO set has it, in another direction.
  const driverIds = await Promise.all(Array.from({ length: 130 }, async () => tracker.addDriver()));
  const cars = driverIds.map((driverId, n) => {
    const distanceM = 20 + ((n * 37) % 130) * 2;
    return { driverId, distanceM, place: destination(pickup, n * 47, distanceM), turn: n * 83 };
  });
  await apply(...cars.map(({ driverId, place, turn }) => tracker.ping(driverId, destination(place, turn, 54), 1_000)));
  await apply(...cars.map(({ driverId, place }) => tracker.ping(driverId, place)));
  const nearest = cars.toSorted((a, b) => a.distanceM - b.distanceM).map(({ driverId }) => driverId);
  for (const limit of [1, 10, 60, 130]) {
    const found = await findCandidates(ctx, { cityId, vehicleType: "go-ride", pickup, radiusM: 1_000, limit });
    expect(found.map(({ driverId }) => driverId)).toEqual(nearest.slice(0, limit));
  }
  await ctx.db.update(drivers).set({ availability: "offline" }).where(inArray(drivers.id, driverIds));
  await refreshDriverStates(ctx, { cityId, driverIds });
});

/** What a process of the release before does to a record: a new ping before the old state, or a state without what else there was. */
async function asBefore(driverId: string, change: (record: string) => string): Promise<void> {
  const { live } = trackerKeys(tracker.cityId);
  const record = await tracker.redis.hget(live, driverId);
  await tracker.redis.hset(live, driverId, change(record ?? ""));
}

test("beside a process of the release before, which writes the GEO set with each ping, a driver is where the newest ping was", async () => {
  const { redis, cityId } = tracker;
  const key = trackerKeys(cityId).available["go-ride"];
  const driverId = await tracker.addDriver();
  await apply(tracker.ping(driverId, MONAS));
  tracker.advance(5_000);
  const far = destination(MONAS, 90, 300);
  await redis.geoadd(key, far.lng, far.lat, driverId);
  await asBefore(
    driverId,
    (record) => encodeLastPing(tracker.nowMs(), tracker.ping(driverId, far)) + record.slice(LAST_PING_CHARS),
  );
  expect((await positionOf(driverId))?.lng).toBeCloseTo(far.lng, 5);
  expect(await candidates(250)).not.toContain(driverId);
  expect(await candidates(350)).toContain(driverId);

  // Back where this release has seen the driver last: the GEO set has another point by now.
  tracker.advance(5_000);
  await apply(tracker.ping(driverId, MONAS));
  expect((await positionOf(driverId))?.lng).toBeCloseTo(MONAS.lng, 5);
  const [score] = await redis.geopos(key, driverId);
  expect(Number(score?.[0])).toBeCloseTo(MONAS.lng, 5);
  await leave(driverId);
});

test("a record of the release before is read by its point in the GEO set, until the next ping", async () => {
  const driverId = await tracker.addDriver();
  await apply(tracker.ping(driverId, MONAS));
  await asBefore(driverId, (record) => record.replace(/:p\d+/, ""));
  expect((await positionOf(driverId))?.lat).toBeCloseTo(MONAS.lat, 5);
  expect(await candidates(10)).toContain(driverId);
  tracker.advance(5_000);
  const near = destination(MONAS, 0, 30);
  await apply(tracker.ping(driverId, near));
  expect((await positionOf(driverId))?.lat).toBeCloseTo(near.lat, 6);
  await leave(driverId);
});

test("a damaged record costs no ping of its batch", async () => {
  const [damaged, sound] = [await tracker.addDriver(), await tracker.addDriver()];
  await apply(tracker.ping(damaged, MONAS), tracker.ping(sound, MONAS));
  await asBefore(damaged, (record) => record.replace(/(:p\d{5})\d+:s/, `$1${"x".repeat(34)}:s`));
  expect(await positionOf(damaged)).toBeUndefined();
  expect(await candidates()).toEqual(expect.arrayContaining([damaged, sound]));
  tracker.advance(5_000);
  expect(await apply(tracker.ping(damaged, MONAS), tracker.ping(sound, MONAS))).toMatchObject({ applied: 2 });
  expect(await candidates()).toEqual(expect.arrayContaining([damaged, sound]));
  await leave(damaged);
  await leave(sound);
});
