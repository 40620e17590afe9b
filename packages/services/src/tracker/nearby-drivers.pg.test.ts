import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
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

test("riders see cars under keys that are not the drivers' ids", async () => {
  const { ctx } = world;
  const [rider, driver] = [await world.addRider(), await world.addDriver({ at: MONAS })];
  const { drivers } = await nearbyDrivers(ctx, rider, MONAS);
  expect(drivers.length).toBeGreaterThan(0);
  expect(drivers.map(({ key }) => key)).not.toContain(driver.userId);
});
