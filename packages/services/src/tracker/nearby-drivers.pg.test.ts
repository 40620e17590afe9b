import type { Actor } from "@atlas/core/actor";
import { coarsePlace } from "@atlas/core/coarse-place";
import { destination, haversineM } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import type { NearbyDriver } from "./find-cars-near.ts";
import { trackerKeys } from "./live-map/redis-keys.ts";
import { nearbyDrivers } from "./nearby-drivers.ts";

let world: TestWorld;
let other: TestWorld;
beforeAll(async () => {
  [world, other] = [await openTestWorld(), await openTestWorld()];
});
afterAll(async () => {
  await Promise.all([world[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
});

test("cars are those of one's own city unless another is named, and a city that is not served has none to show", async () => {
  const { ctx, cityId, admin } = world;
  const near = await world.addDriver({ at: MONAS });
  await other.addDriver({ at: MONAS });
  const keys = async (asked: { cityId?: string }): Promise<string[]> =>
    (await nearbyDrivers(ctx, admin, { ...MONAS, ...asked })).drivers.map(({ key }) => key);
  expect(await keys({})).toEqual([near.userId]);
  expect(await keys({ cityId })).toEqual([near.userId]);
  await expect(keys({ cityId: other.cityId })).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
});

test("riders see cars near by only, within some 50 m, under keys that are not the drivers' ids and change", async () => {
  const { ctx, cityId } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: destination(MONAS, 45, 400) });
  const far = await world.addDriver({ at: destination(MONAS, 90, 5_000) });
  const seenBy = async (actor: Actor): Promise<readonly NearbyDriver[]> =>
    (await nearbyDrivers(ctx, actor, { ...MONAS, radiusM: 20_000, limit: 100 })).drivers;
  const all = await seenBy(world.admin);
  expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining([driver.userId, far.userId]));
  const seen = await seenBy(rider);
  const near = all.filter(({ distanceM }) => distanceM < 3_000);
  expect(seen).toHaveLength(near.length);
  for (const car of seen) {
    expect(all.map(({ key }) => key)).not.toContain(car.key);
    expect(coarsePlace(car, 50)).toEqual({ lat: car.lat, lng: car.lng });
    expect(Math.min(...all.map((other) => haversineM(other, car)))).toBeLessThan(36);
    expect(car.distanceM).toBe(haversineM(MONAS, car));
  }
  expect((await seenBy(rider)).map(({ key }) => key)).toEqual(seen.map(({ key }) => key));
  await ctx.redis.del(trackerKeys(cityId).keySecret);
  const later = (await seenBy(rider)).map(({ key }) => key);
  expect(seen.filter(({ key }) => later.includes(key))).toEqual([]);
});

test("a car is within a radius by the place that is disclosed, or a radius would reveal the true one", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const { drivers } = await nearbyDrivers(ctx, rider, { ...MONAS, radiusM: 3_000 });
  const [farthest] = drivers.toReversed();
  const within = async (radiusM: number): Promise<number> =>
    (await nearbyDrivers(ctx, rider, { ...MONAS, radiusM })).drivers.length;
  const edgeM = farthest?.distanceM ?? 0;
  expect([await within(edgeM + 0.01), await within(edgeM - 0.01)]).toEqual([drivers.length, drivers.length - 1]);
});
