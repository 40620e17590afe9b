import type { Actor } from "@atlas/core/actor";
import { destination, type LatLng } from "@atlas/core/geo";
import { type OfferStatus, offers, orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { applyPings } from "../tracker/live-map/apply-pings.ts";
import { removeStaleDrivers } from "../tracker/live-map/remove-stale-drivers.ts";
import { driverProgress } from "./driver-progress.ts";

const ETA_S = 300;
const OFFERED_M = 1_500;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A driver who has promised to be at Monas in five minutes, from 1,500 m away. */
async function promised(status: OfferStatus = "ACCEPTED"): Promise<{ driver: Actor; orderId: string }> {
  const { orderId } = await world.book(await world.addRider());
  const driver = await world.addDriver({ awayM: OFFERED_M });
  const matchedAt = world.ctx.clock();
  const change = { status: "MATCHED" as const, driverId: driver.userId, matchedAt };
  await world.ctx.db.update(orders).set(change).where(eq(orders.id, orderId));
  await offer(orderId, driver, { status, pickupEtaS: ETA_S, offeredAt: matchedAt });
  return { driver, orderId };
}

async function offer(
  orderId: string,
  { userId: driverId }: Actor,
  how: { status: OfferStatus; pickupEtaS: number; offeredAt: Date; round?: number },
): Promise<void> {
  const shared = { id: world.ctx.newId(), round: 0, pickupDistanceM: OFFERED_M, expiresAt: how.offeredAt };
  await world.ctx.db.insert(offers).values({ ...shared, orderId, driverId, ...how });
}

async function drive({ userId: driverId }: Actor, at: LatLng, speedMps: number | null): Promise<void> {
  await world.advance(1_000);
  const recordedAtMs = world.ctx.clock().getTime();
  const ping = { driverId, ...at, headingDeg: null, speedMps, accuracyM: 5, recordedAtMs, receivedAtMs: recordedAtMs };
  await applyPings(world.ctx, { cityId: world.cityId, pings: [ping] });
}

const awayM = (metres: number): LatLng => destination(MONAS, 90, metres);

test("late is who is not there five minutes after the promised time", async () => {
  const { orderId } = await promised();
  await world.advance((ETA_S + 300) * 1_000);
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isLate: false });
  await world.advance(1);
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isLate: true });
});

test("the promise is the one that was accepted, not an offer that was withdrawn after it", async () => {
  const { driver, orderId } = await promised();
  const later = new Date(world.ctx.clock().getTime() + 1);
  await offer(orderId, driver, { status: "WITHDRAWN", pickupEtaS: 10_000, offeredAt: later });
  await world.advance((ETA_S + 300) * 1_000 + 1);
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isLate: true });
});

test("of two accepted offers of the same order the later one is the promise", async () => {
  const { driver, orderId } = await promised();
  const later = new Date(world.ctx.clock().getTime() + 1);
  await offer(orderId, driver, { status: "ACCEPTED", pickupEtaS: 10_000, offeredAt: later, round: 1 });
  await world.advance((ETA_S + 300) * 1_000 + 1);
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isLate: false });
});

test("a driver who has accepted nothing has promised nothing", async () => {
  const { driver, orderId } = await promised("TIMED_OUT");
  await drive(driver, awayM(100), 10);
  await world.advance(7_200_000);
  expect(await driverProgress(world.ctx, orderId)).toEqual({ isLate: false, isMoving: false });
});

test("another driver's promise is not this one's", async () => {
  const { driver, orderId } = await promised("TIMED_OUT");
  await offer(orderId, await world.addDriver(), { status: "ACCEPTED", pickupEtaS: 0, offeredAt: world.ctx.clock() });
  await drive(driver, awayM(100), 10);
  expect(await driverProgress(world.ctx, orderId)).toEqual({ isLate: false, isMoving: false });
});

test.each([
  ["no nearer, whatever speed the phone says,", 1_490, 20, false],
  ["of unknown speed and no nearer", 1_490, null, false],
  ["150 m nearer in standing traffic", 1_349, 0, true],
  ["not quite 150 m nearer", 1_352, 0, false],
])("a driver %s is moving: %s m away at %s m/s, %s", async (_, metres, speedMps, isMoving) => {
  const { driver, orderId } = await promised();
  await drive(driver, awayM(metres), speedMps);
  expect(await driverProgress(world.ctx, orderId)).toEqual({ isLate: false, isMoving });
});

test("one who drives, though no nearer, is moving; one who has stood for two minutes is not", async () => {
  const { driver, orderId } = await promised();
  await world.drive(driver, awayM(1_700), { forS: 30 });
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isMoving: true });
  await world.drive(driver, awayM(1_700), { forS: 90 });
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isMoving: true });
  await world.drive(driver, awayM(1_700), { forS: 31 });
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isMoving: false });
});

test("one who invents driving is not moving", async () => {
  const { driver, orderId } = await promised();
  await world.drive(driver, awayM(1_700), { forS: 60, isMock: true });
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isMoving: false });
});

test("one who waits within 150 m of the pickup is coming, however near the offer was made", async () => {
  const { driver, orderId } = await promised();
  await world.ctx.db.update(offers).set({ pickupDistanceM: 160 }).where(eq(offers.orderId, orderId));
  await drive(driver, awayM(149), 0);
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isMoving: true });
  await drive(driver, awayM(152), 0);
  expect(await driverProgress(world.ctx, orderId)).toMatchObject({ isMoving: false });
});

test("one of whom nothing has been heard for half a minute is not moving, and one who is heard of again is", async () => {
  const { driver, orderId } = await promised();
  await drive(driver, awayM(100), 10);
  await world.advance(30_001);
  await removeStaleDrivers(world.ctx, { cityId: world.cityId });
  expect(await driverProgress(world.ctx, orderId)).toEqual({ isLate: false, isMoving: false });
  await drive(driver, awayM(100), 10);
  expect(await driverProgress(world.ctx, orderId)).toEqual({ isLate: false, isMoving: true });
});

test("without a map nobody is moving, and whether the driver is late is known all the same", async () => {
  const { driver, orderId } = await promised();
  await drive(driver, awayM(100), 10);
  await world.advance(1_000_000);
  const redis = world.ctx.redis.duplicate({ lazyConnect: true, enableOfflineQueue: false });
  expect(await driverProgress({ ...world.ctx, redis }, orderId)).toEqual({ isLate: true, isMoving: false });
});
