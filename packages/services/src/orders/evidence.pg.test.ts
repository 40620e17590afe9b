import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { orderEvidence } from "@atlas/db/schema/orders";
import { asc, eq } from "drizzle-orm";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import type { OrderView } from "./views/order-view.ts";
import { updateOrderStatus } from "./update-order-status.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function matched(): Promise<{ driver: Actor; order: OrderView }> {
  const driver = await world.addDriver({ autoAccept: true });
  const order = await world.book(await world.addRider());
  await world.work();
  return { driver, order };
}

async function evidenceOf({ orderId }: OrderView): Promise<(typeof orderEvidence.$inferSelect)[]> {
  const rows = world.ctx.db.select().from(orderEvidence).where(eq(orderEvidence.orderId, orderId));
  return await rows.orderBy(asc(orderEvidence.at), asc(orderEvidence.id));
}

test("each step is stored with the server's time, the freshest position, its age and how far it is from where it should be", async () => {
  const { driver, order } = await matched();
  const { ctx } = world;
  await world.drive(driver, destination(MONAS, 90, 100));
  const seenAt = ctx.clock();
  await world.advance(7_000);
  const said = { lat: -6.3, lng: 106.9 };
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "ARRIVED", position: said });
  const arrivedAt = ctx.clock();
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "STARTED" });
  await world.drive(driver, BLOK_M, { forS: 900 });
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "FINISHED" });
  const [arrived, started, finished] = await evidenceOf(order);
  expect(arrived).toMatchObject({
    move: "arrived",
    driverId: driver.userId,
    at: arrivedAt,
    lat: expect.closeTo(MONAS.lat, 4),
    positionAt: seenAt,
    isMock: false,
    ageS: 7,
    distanceM: expect.closeTo(100, 0),
    proof: "position",
    note: null,
    saidLat: said.lat,
    saidLng: said.lng,
  });
  expect(started).toMatchObject({ move: "started", ageS: 7, proof: "position", saidLat: null });
  expect(finished).toMatchObject({ move: "finished", ageS: 0, distanceM: expect.closeTo(0, 0), proof: "position" });
});

test("a trip that ends elsewhere, or with an invented position, does not prove its destination", async () => {
  for (const [to, isMock] of [
    [destination(BLOK_M, 0, 600), false],
    [BLOK_M, true],
  ] as const) {
    const { driver, order } = await matched();
    await world.drive(driver, MONAS);
    await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "STARTED" });
    await world.drive(driver, to, { forS: 600, isMock });
    await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "FINISHED" });
    expect((await evidenceOf(order))[1]).toMatchObject({ move: "finished", isMock, proof: "none" });
  }
});

test("a driver whom the live map has lost is looked for in the history", async () => {
  const { driver, order } = await matched();
  const { ctx, cityId } = world;
  await world.drive(driver, MONAS);
  await ctx.redis.hdel(`atlas:{${cityId}}:live`, driver.userId);
  await world.advance(5_000);
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "ARRIVED" });
  expect(await evidenceOf(order)).toMatchObject([{ ageS: 5, distanceM: expect.closeTo(0, 0), proof: "position" }]);
});

test("without Redis the trip goes on, and what is missing is stored as missing", async () => {
  const { driver, order } = await matched();
  const away = new Redis(1, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  away.on("error", () => {});
  const ctx = { ...world.ctx, redis: away };
  for (const status of ["ARRIVED", "STARTED", "FINISHED"] as const) {
    await updateOrderStatus(ctx, driver, { orderId: order.orderId, status });
  }
  const unknown = { lat: null, lng: null, positionAt: null, isMock: null, ageS: null, distanceM: null };
  expect(await evidenceOf(order)).toMatchObject([
    { ...unknown, move: "arrived", proof: "override", note: null },
    { ...unknown, move: "started", proof: "override" },
    { ...unknown, move: "finished", proof: "none" },
  ]);
});

test("evidence is written once", async () => {
  const { driver, order } = await matched();
  await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "ARRIVED" });
  const change = world.ctx.db.update(orderEvidence).set({ proof: "position" });
  const refused = { cause: { message: expect.stringContaining("permission denied") } };
  await expect(change.where(eq(orderEvidence.orderId, order.orderId))).rejects.toMatchObject(refused);
  await expect(world.ctx.db.delete(orderEvidence)).rejects.toMatchObject(refused);
});
