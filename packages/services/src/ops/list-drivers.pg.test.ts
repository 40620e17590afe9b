import { afterAll, beforeAll, expect, test } from "vitest";
import { setAvailability } from "../dispatch/set-availability.ts";
import { restrictPerson } from "../moderation/restrict-person.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { listDrivers } from "./list-drivers.ts";

let world: TestWorld;
/** By what they are: a car that is online, a motorbike that has signed off, and one that was suspended. */
let drivers: Readonly<Record<"car" | "resting" | "suspended", string>>;
beforeAll(async () => {
  world = await openTestWorld();
  const { ctx, admin } = world;
  const car = await world.addDriver({ vehicleType: "go-car" });
  const resting = await world.addDriver();
  await setAvailability(ctx, resting, { isAvailable: false });
  const suspended = await world.addDriver();
  await restrictPerson(ctx, admin, { userId: suspended.userId, kind: "suspension", reason: "looked into" });
  drivers = { car: car.userId, resting: resting.userId, suspended: suspended.userId };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Which of them the filter finds, newest first. */
async function found(filter: Parameters<typeof listDrivers>[2]): Promise<(string | undefined)[]> {
  const { items } = await listDrivers(world.ctx, world.admin, filter);
  const names = new Map(Object.entries(drivers).map(([name, driverId]) => [driverId, name]));
  return items.map(({ driverId }) => names.get(driverId));
}

test("drivers are listed by what they said, the newest first", async () => {
  expect(await found({})).toEqual(["suspended", "resting", "car"]);
  expect(await found({ state: "online" })).not.toContain("resting");
  expect(await found({ state: "online" })).toContain("car");
  expect(await found({ state: "offline" })).toContain("resting");
  expect(await found({ state: "on-trip" })).toEqual([]);
});

test("drivers are listed by the car in use", async () => {
  expect(await found({ vehicleType: "go-car" })).toEqual(["car"]);
  expect(await found({ vehicleType: "go-ride" })).toEqual(["suspended", "resting"]);
});

test("drivers are listed by whether they may use Atlas, and a row says what holds", async () => {
  expect(await found({ isRestricted: true })).toEqual(["suspended"]);
  expect(await found({ isRestricted: false })).toEqual(["resting", "car"]);
  const { items } = await listDrivers(world.ctx, world.admin, {});
  expect(items.map(({ restriction }) => restriction)).toEqual(["suspension", null, null]);
});

test("drivers are listed by whether they owe anything", async () => {
  expect(await found({ hasDebt: true })).toEqual([]);
  expect(await found({ hasDebt: false })).toEqual(["suspended", "resting", "car"]);
});
