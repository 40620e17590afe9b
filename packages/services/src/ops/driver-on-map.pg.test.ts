import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { driverTrail } from "../history/driver-trail.ts";
import { restrictPerson } from "../moderation/restrict-person.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { driverNames } from "./driver-names.ts";
import { driverOnMap } from "./driver-on-map.ts";
import { offeredDrivers } from "./offered-drivers.ts";

const NOBODY = "0199d3a0-6c1e-7000-8000-0000000000bb";

let world: TestWorld;
let driver: Actor;
beforeAll(async () => {
  world = await openTestWorld();
  driver = await world.addDriver({ at: MONAS, creditMinor: 75_000n });
  await world.identity
    .update(users)
    .set({ name: "Agus Wijaya", phone: "+6281234567890" })
    .where(eq(users.id, driver.userId));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a driver on the map has name, telephone number, car, credit and the age of the position", async () => {
  await world.advance(7_000);
  const seen = await driverOnMap(world.ctx, world.admin, { driverId: driver.userId });
  expect(seen).toMatchObject({
    name: "Agus Wijaya",
    phone: "+6281234567890",
    rating: null,
    vehicle: { vehicleType: "go-ride", plate: `B ${driver.userId.slice(-8)}`, model: "Test" },
    restriction: null,
    creditMinor: "75000",
    debtMinor: "0",
    currency: "IDR",
    trip: null,
    ageMs: 7_000,
  });
  expect(seen.lastSeenAt).toBe(new Date(world.ctx.clock().getTime() - 7_000).toISOString());
});

test("a driver is among the offered while an offer is open, and has the trip once it is accepted", async () => {
  const { ctx, admin } = world;
  await world.ping(driver, MONAS);
  const order = await world.book(await world.addRider());
  await world.work();
  expect(await offeredDrivers(ctx, admin, {})).toEqual({ driverIds: [driver.userId] });
  const offer = await currentOffer(ctx, driver);
  await acceptOffer(ctx, driver, { offerId: offer?.offerId ?? "" });
  expect(await offeredDrivers(ctx, admin, {})).toEqual({ driverIds: [] });
  const { trip } = await driverOnMap(ctx, admin, { driverId: driver.userId });
  expect(trip).toEqual({
    orderId: order.orderId,
    status: "MATCHED",
    pickupLabel: order.pickup.label,
    dropoffLabel: order.dropoff.label,
  });
});

test("a driver who never sent a position and has no car is shown as that", async () => {
  const silent = await world.addDriver();
  await world.ctx.redis.del(...(await world.ctx.redis.keys(`atlas:{${world.cityId}}:live`)));
  const seen = await driverOnMap(world.ctx, world.admin, { driverId: silent.userId });
  expect(seen).toMatchObject({ lastSeenAt: null, ageMs: null });
  await restrictPerson(world.ctx, world.admin, { userId: silent.userId, kind: "suspension", reason: "looked into" });
  expect(await driverOnMap(world.ctx, world.admin, { driverId: silent.userId })).toMatchObject({
    restriction: "suspension",
  });
});

test("names and plates come for those who are drivers", async () => {
  const rider = await world.addRider();
  const driverIds = [driver.userId, rider.userId, NOBODY];
  expect(await driverNames(world.ctx, world.admin, { driverIds })).toEqual({
    drivers: [{ driverId: driver.userId, name: "Agus Wijaya", plate: `B ${driver.userId.slice(-8)}` }],
  });
});

test("a trail is the last five minutes, oldest first", async () => {
  const mover = await world.addDriver({ at: destination(MONAS, 0, 9_000) });
  await world.drive(mover, destination(MONAS, 0, 9_500), { forS: 60 });
  await world.advance(280_000);
  await world.drive(mover, destination(MONAS, 0, 10_000), { forS: 10 });
  const { points } = await driverTrail(world.ctx, world.admin, { driverId: mover.userId });
  const nowMs = world.ctx.clock().getTime();
  const agesS = points.map(({ at }) => (nowMs - Date.parse(at)) / 1_000);
  expect(agesS).toEqual([300, 295, 290, 5, 0]);
  expect(points.at(-1)?.lat).toBeCloseTo(destination(MONAS, 0, 10_000).lat, 5);
});

test("nobody's id is no driver, and neither is a rider's or one of who has left", async () => {
  const gone = await world.addDriver();
  await world.identity.update(users).set({ deletedAt: new Date() }).where(eq(users.id, gone.userId));
  const rider = await world.addRider();
  for (const driverId of [NOBODY, rider.userId, gone.userId]) {
    await expect(driverOnMap(world.ctx, world.admin, { driverId })).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
  }
  await expect(driverTrail(world.ctx, world.admin, { driverId: NOBODY })).rejects.toMatchObject({
    code: "DRIVER_NOT_FOUND",
  });
  expect(await driverNames(world.ctx, world.admin, { driverIds: [gone.userId] })).toEqual({ drivers: [] });
  const nowhere = offeredDrivers(world.ctx, world.admin, { cityId: "nowhere" });
  await expect(nowhere).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
});

test("riders and drivers are shown none of it", async () => {
  const rider = await world.addRider();
  for (const actor of [rider, driver]) {
    const input = { driverId: driver.userId };
    const calls = [
      driverOnMap(world.ctx, actor, input),
      driverTrail(world.ctx, actor, input),
      driverNames(world.ctx, actor, { driverIds: [driver.userId] }),
      offeredDrivers(world.ctx, actor, {}),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "FORBIDDEN" } });
    }
  }
});
