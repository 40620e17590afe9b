import { coarsePlace } from "@atlas/core/coarse-place";
import { destination } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { nearbyCars } from "./nearby-cars.ts";
import { nearbyDrivers } from "./nearby-drivers.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a stranger sees eight cars at most, like riders within some 50 m and under keys that change, and so does an operator here", async () => {
  const { ctx, cityId } = world;
  const rider = await world.addRider();
  const added = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(async (n) => world.addDriver({ at: destination(MONAS, n * 40, 100 * n) })),
  );
  const { drivers } = await nearbyDrivers(ctx, rider, { cityId, ...MONAS, radiusM: 2_500, limit: 100 });
  const { cars } = await nearbyCars(ctx, null, { cityId, ...MONAS });
  expect(drivers).toHaveLength(9);
  expect(cars).toEqual(drivers.slice(0, 8));
  const ids = added.map(({ userId }) => userId);
  expect(cars.filter(({ key }) => ids.includes(key))).toEqual([]);
  for (const car of cars) expect(coarsePlace(car, 50)).toEqual({ lat: car.lat, lng: car.lng });
  expect(await nearbyCars(ctx, world.admin, { cityId, ...MONAS })).toEqual({ cars });
});

test("a city that is not served has none to show", async () => {
  await expect(nearbyCars(world.ctx, null, { cityId: "atlantis", ...MONAS })).rejects.toMatchObject({
    code: "CITY_NOT_FOUND",
  });
});
