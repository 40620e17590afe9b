import { destination } from "@atlas/core/geo";
import { outbox } from "@atlas/db/schema/messaging";
import { afterEach, beforeEach, expect, test } from "vitest";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { getOrder } from "../orders/views/get-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { findCandidates } from "../tracker/live-map/find-candidates.ts";
import { listDrivers } from "./list-drivers.ts";
import { listCityOrders } from "./list-orders.ts";
import { overview } from "./overview.ts";
import { redriveSettlements } from "../settlement/redrive-settlements.ts";
import { sweepDriverStates } from "./sweep-driver-states.ts";
import { sweepLostDrivers } from "./sweep-lost-drivers.ts";
import { sweepOffers } from "./sweep-offers.ts";
import { trimMessages } from "../messaging/trim-messages.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openTestWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

test("an offer whose countdown job was lost is ended by the sweeper, and the next driver is asked", async () => {
  const near = await world.addDriver({ awayM: 100 });
  const far = await world.addDriver({ awayM: 700 });
  const order = await world.book(await world.addRider());
  await world.work();
  await world.ctx.db.delete(outbox);
  await world.advance(16_000);
  expect(await sweepOffers(world.ctx)).toBe(0);
  await world.advance(2_000);
  expect(await sweepOffers(world.ctx)).toBe(1);
  await world.work();
  expect(await currentOffer(world.ctx, near)).toBeNull();
  expect((await currentOffer(world.ctx, far))?.orderId).toBe(order.orderId);
});

test("a driver who falls silent on the way is replaced, and not asked again", async () => {
  const lost = await world.addDriver({ awayM: 100, autoAccept: true });
  const order = await world.book(await world.addRider());
  await world.work();
  expect((await getOrder(world.ctx, world.admin, order)).driver?.driverId).toBe(lost.userId);
  await world.advance(121_000);
  expect(await sweepLostDrivers(world.ctx)).toBe(0);
  await world.advance(61_000);
  const next = await world.addDriver({ awayM: 900, autoAccept: true });
  expect(await sweepLostDrivers(world.ctx)).toBe(1);
  expect((await getOrder(world.ctx, world.admin, order)).isSearching).toBe(true);
  await world.ping(lost, MONAS);
  await world.work();
  expect((await getOrder(world.ctx, world.admin, order)).driver?.driverId).toBe(next.userId);
});

test("a wiped Redis costs no driver the trip", async () => {
  const driver = await world.addDriver({ awayM: 100, autoAccept: true });
  const order = await world.book(await world.addRider());
  await world.work();
  await world.advance(300_000);
  const { redis } = world.ctx;
  await redis.unlink(...(await redis.keys(`atlas:{${world.cityId}}:*`)));
  expect(await sweepLostDrivers(world.ctx)).toBe(0);
  await world.advance(20_000);
  await world.ping(driver, MONAS);
  expect(await sweepLostDrivers(world.ctx)).toBe(0);
  await world.advance(60_000);
  await world.ping(driver, MONAS);
  expect(await sweepLostDrivers(world.ctx)).toBe(0);
  expect((await getOrder(world.ctx, world.admin, order)).driver?.driverId).toBe(driver.userId);
});

test("a driver whom the map still takes for busy after the trip is put right", async () => {
  const driver = await world.addDriver({ autoAccept: true });
  const { orderId } = await world.book(await world.addRider());
  await world.work();
  const isOnMap = async (): Promise<boolean> => {
    const near = { cityId: world.cityId, vehicleType: "go-ride" as const, pickup: MONAS, radiusM: 1_000, limit: 5 };
    return (await findCandidates(world.ctx, near)).some(({ driverId }) => driverId === driver.userId);
  };
  const { redis } = world.ctx;
  Object.assign(world.ctx, { redis: { incr: () => Promise.reject(new Error("Redis is away")) } });
  await cancelOrder(world.ctx, world.admin, { orderId });
  Object.assign(world.ctx, { redis });
  expect(await isOnMap()).toBe(false);
  expect(await sweepDriverStates(world.ctx)).toBe(1);
  expect(await isOnMap()).toBe(true);
});

test("a trip whose settlement job was lost is settled by the sweeper, once", async () => {
  const driver = await world.addDriver({ autoAccept: true });
  const rider = await world.addRider();
  const { orderId } = await world.book(rider);
  await world.work();
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
  await world.ctx.db.delete(outbox);
  expect(await redriveSettlements(world.ctx)).toBe(0);
  await world.advance(31_000);
  expect(await redriveSettlements(world.ctx)).toBe(1);
  expect(await redriveSettlements(world.ctx)).toBe(0);
  expect((await getOrder(world.ctx, rider, { orderId })).settlement).toBe("settled");
});

test("processed messages are forgotten after a week, others never", async () => {
  await world.addDriver();
  await world.book(await world.addRider());
  await world.work();
  const before = await world.ctx.db.$count(outbox);
  expect(await trimMessages(world.ctx)).toBe(0);
  await world.advance(8 * 86_400_000);
  await trimMessages(world.ctx);
  // The countdown has not been worked on.
  expect(before).toBe(2);
  expect(await world.ctx.db.$count(outbox)).toBe(1);
});

test("operators see the city at a glance, its orders and its drivers; others do not", async () => {
  const busy = await world.addDriver({ awayM: 50, autoAccept: true });
  const idle = await world.addDriver({ awayM: 900 });
  const rider = await world.addRider();
  const order = await world.book(rider);
  await world.work();
  const searching = await world.book(await world.addRider(), { pickup: destination(MONAS, 180, 9_000) });
  expect(await overview(world.ctx, world.admin, {})).toMatchObject({
    drivers: { online: 2, available: 1, busy: 1, stale: 0 },
    orders: { active: 1, searching: 1, finishedToday: 0 },
    revenueTodayMinor: "0",
    outboxPending: 1,
    deadLetters: 0,
  });
  const { items } = await listCityOrders(world.ctx, world.admin, {});
  expect(items.map(({ orderId }) => orderId)).toEqual([searching.orderId, order.orderId]);
  const page = await listCityOrders(world.ctx, world.admin, { limit: 1 });
  expect((await listCityOrders(world.ctx, world.admin, { cursor: page.nextCursor ?? "" })).items).toHaveLength(1);
  expect((await listCityOrders(world.ctx, world.admin, { query: order.orderId })).items).toHaveLength(1);
  expect((await listCityOrders(world.ctx, world.admin, { query: "100%" })).items).toHaveLength(0);
  const drivers = await listDrivers(world.ctx, world.admin, {});
  expect(drivers.items.map(({ driverId, status }) => [driverId, status])).toEqual([
    [idle.userId, "available"],
    [busy.userId, "busy"],
  ]);
  await expect(overview(world.ctx, rider, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(listDrivers(world.ctx, rider, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
