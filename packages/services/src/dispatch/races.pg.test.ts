import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { offers, orders } from "@atlas/db/schema/orders";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "../orders/cancel-order.ts";
import { getOrder } from "../orders/views/get-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { acceptOffer } from "./offers/accept-offer.ts";
import { currentOffer } from "./offers/current-offer.ts";
import { matchOrder } from "./rounds/match-order.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ city: { offerWaveSize: 2 }, maxConnections: 16 });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "ok",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

async function heldMinor(rider: Actor): Promise<string> {
  return (await walletBalance(world.ctx, rider, {})).heldMinor;
}

test("of two drivers who accept the same order at once exactly one wins, and the other learns that it is taken", async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const pickup = destination(MONAS, 0, 500);
    const pair = [await world.addDriver({ at: pickup }), await world.addDriver({ at: destination(pickup, 90, 50) })];
    const order = await world.book(await world.addRider(), { pickup });
    await world.work();
    const held = await Promise.all(pair.map(async (driver) => currentOffer(world.ctx, driver)));
    const codes = await Promise.all(
      pair.map(async (driver, index) =>
        codeOf(acceptOffer(world.ctx, driver, { offerId: held[index]?.offerId ?? "" })),
      ),
    );
    expect(codes.toSorted()).toEqual(["OFFER_TAKEN", "ok"]);
    const { driver } = await getOrder(world.ctx, world.admin, order);
    expect(driver?.driverId).toBe(pair[codes.indexOf("ok")]?.userId);
    await cancelOrder(world.ctx, world.admin, order);
    await retire(pair);
  }
});

async function retire(gone: readonly Actor[]): Promise<void> {
  const { setAvailability } = await import("./set-availability.ts");
  for (const driver of gone) await setAvailability(world.ctx, driver, { isAvailable: false });
}

test("with 50 orders at once and 20 drivers, no driver is promised twice", async () => {
  const fleet: Actor[] = [];
  for (let index = 0; index < 20; index += 1) {
    fleet.push(await world.addDriver({ at: destination(MONAS, index * 18, 300), autoAccept: index % 2 === 0 }));
  }
  const booked = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const rider = await world.addRider(100_000n);
      return await world.book(rider, {
        pickup: destination(MONAS, index * 7, 200),
        dropoff: destination(MONAS, 180, 2_000),
      });
    }),
  );
  await Promise.all(
    booked.map(async ({ orderId }) => matchOrder(world.ctx, { cityId: world.cityId, orderId, round: 0 })),
  );
  const promises = await world.ctx.db.execute<{ driver_id: string; promises: number }>(sql`
    SELECT driver_id, count(*)::int AS promises FROM (
      SELECT driver_id, order_id FROM ${offers} WHERE status = 'PENDING'
      UNION ALL SELECT driver_id, id FROM ${orders} WHERE status IN ('MATCHED', 'ARRIVED', 'STARTED')
    ) AS promised GROUP BY driver_id`);
  expect(promises.length).toBeGreaterThan(0);
  expect(promises.every(({ promises: count }) => count === 1)).toBe(true);
  expect(promises.length).toBe(fleet.length);
  for (const order of booked) await cancelOrder(world.ctx, world.admin, order);
  await retire(fleet);
});

test("a rider's cancel and a driver's accept at the same instant leave one consistent outcome", async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const rider = await world.addRider();
    const driver = await world.addDriver({ at: MONAS });
    const order = await world.book(rider);
    await world.work();
    const offerId = (await currentOffer(world.ctx, driver))?.offerId ?? "";
    const [cancelled, accepted] = await Promise.all([
      codeOf(cancelOrder(world.ctx, rider, order)),
      codeOf(acceptOffer(world.ctx, driver, { offerId })),
    ]);
    // Cancelling right after the match is free, too: in both cases the rider gets out and nothing stays held.
    expect(cancelled).toBe("ok");
    expect(["ok", "OFFER_TAKEN"]).toContain(accepted);
    expect((await getOrder(world.ctx, rider, order)).status).toBe("CANCELLED");
    expect(await heldMinor(rider)).toBe("0");
    expect(await codeOf(updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "ARRIVED" }))).not.toBe(
      "ok",
    );
    await retire([driver]);
  }
});

test("a driver's start and a rider's cancel at the same instant: one of them comes too late", async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const rider = await world.addRider();
    const driver = await world.addDriver({ at: MONAS, autoAccept: true });
    const order = await world.book(rider);
    await world.work();
    const codes = await Promise.all([
      codeOf(cancelOrder(world.ctx, rider, order)),
      codeOf(updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "STARTED" })),
    ]);
    expect(codes.toSorted()).toEqual(["ILLEGAL_TRANSITION", "ok"]);
    await cancelOrder(world.ctx, world.admin, order).catch(() => {});
    expect(await heldMinor(rider)).toBe("0");
    await retire([driver]);
  }
});

test("cars are scarce: those who wait are served together when one comes free, the longest waiting first", async () => {
  const riders = [await world.addRider(), await world.addRider()];
  const waiting = [];
  for (const rider of riders) {
    waiting.push(await world.book(rider));
    await world.work();
    await world.advance(30_000);
    await world.work();
  }
  const driver = await world.addDriver({ at: MONAS, autoAccept: true });
  await world.advance(11_000);
  await world.ping(driver, MONAS);
  await world.work();
  const [first, second] = await Promise.all(waiting.map(async (order) => getOrder(world.ctx, world.admin, order)));
  expect(first?.driver?.driverId).toBe(driver.userId);
  expect(second).toMatchObject({ status: "CREATED", isSearching: true });
  for (const order of waiting) await cancelOrder(world.ctx, world.admin, order);
  await retire([driver]);
});
