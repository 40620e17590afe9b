import type { Actor } from "@atlas/core/actor";
import { users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { setAvailability } from "../dispatch/set-availability.ts";
import { listDrivers } from "../ops/list-drivers.ts";
import { listCityOrders } from "../ops/list-orders.ts";
import { saveVehicle } from "../people/save-vehicle.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { cancelOrder } from "./cancel-order.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import { refundTrip } from "../refunds/refund-trip.ts";
import { getOrder } from "./views/get-order.ts";
import { listOrders } from "./views/list-orders.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import { done } from "../ledger/testing/done.ts";

const NAMES_BEFORE = { riderName: "Siti", driver: { name: "Budi", vehicleModel: "Beat", vehicleType: "go-ride" } };
const NAMES_AFTER = { riderName: "Siti R.", driver: { name: "Budi S.", vehicleModel: "Vario" } };

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function rename({ userId }: Actor, name: string): Promise<void> {
  await world.identity.update(users).set({ name }).where(eq(users.id, userId));
}

interface Pair {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
  readonly plate: string;
}

async function matchedPair(): Promise<Pair> {
  const { ctx } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: MONAS });
  const plate = `B ${driver.userId.slice(-6)}`.toUpperCase();
  await saveVehicle(ctx, driver, { vehicleType: "go-ride", plate, model: "Beat" });
  await Promise.all([rename(rider, "Siti"), rename(driver, "Budi")]);
  const { orderId } = await world.book(rider);
  await world.work();
  const offer = await currentOffer(ctx, driver, {});
  await acceptOffer(ctx, driver, { offerId: offer?.offerId ?? "" });
  return { rider, driver, orderId, plate };
}

async function changeEverything({ rider, driver, plate }: Pair): Promise<void> {
  await Promise.all([rename(rider, "Siti R."), rename(driver, "Budi S.")]);
  await saveVehicle(world.ctx, driver, { vehicleType: "go-car", plate, model: "Vario" });
}

test("a receipt keeps the names and the car of its day, and so do the lists", async () => {
  const { ctx } = world;
  const pair = await matchedPair();
  const { rider, driver, orderId, plate } = pair;
  await rename(rider, "Siti N.");
  expect(await getOrder(ctx, rider, { orderId })).toMatchObject({ riderName: "Siti N." });
  await rename(rider, "Siti");
  for (const status of ["ARRIVED", "STARTED", "FINISHED"] as const) {
    await updateOrderStatus(ctx, driver, { orderId, status });
  }
  await changeEverything(pair);
  expect((await orderReceipt(ctx, rider, { orderId })).order).toMatchObject(NAMES_BEFORE);
  for (const query of ["Siti", "Budi", plate]) {
    const { items } = await listCityOrders(ctx, world.admin, { query });
    expect(items.find((order) => order.orderId === orderId)).toMatchObject({
      riderName: "Siti",
      driver: { name: "Budi" },
    });
  }

  // An order that ended before names were kept.
  const forgotten = { riderName: null, driverName: null, vehiclePlate: null, vehicleModel: null };
  await ctx.db.update(orders).set(forgotten).where(eq(orders.id, orderId));
  expect((await orderReceipt(ctx, rider, { orderId })).order).toMatchObject(NAMES_AFTER);
});

test("a refund stands on the receipt and in the lists; its reason is for operators", async () => {
  const { ctx, admin } = world;
  const { rider, driver, orderId } = await matchedPair();
  for (const status of ["ARRIVED", "STARTED", "FINISHED"] as const) {
    await updateOrderStatus(ctx, driver, { orderId, status });
  }
  await world.work();
  const paid = await orderReceipt(ctx, rider, { orderId });
  expect(paid).toMatchObject({ refunds: [], order: { refundedMinor: "0" } });
  const refund = { orderId, amountMinor: 1_000n, bearer: "driver", reason: "a detour" } as const;
  const { at } = done(await refundTrip(ctx, admin, { ...refund, idempotencyKey: "receipt" }));
  const receipt = await orderReceipt(ctx, rider, { orderId });
  expect(receipt.lines).toEqual([...paid.lines, { kind: "refund", amountMinor: "-1000" }]);
  expect(BigInt(receipt.totalMinor)).toBe(BigInt(paid.totalMinor) - 1_000n);
  expect(receipt.refunds).toEqual([{ amountMinor: "1000", bearer: null, reason: null, at }]);
  expect((await orderReceipt(ctx, admin, { orderId })).refunds).toEqual([
    { amountMinor: "1000", bearer: "driver", reason: "a detour", at },
  ]);
  for (const viewer of [rider, driver]) {
    expect((await listOrders(ctx, viewer, {})).items).toMatchObject([{ orderId, refundedMinor: "1000" }]);
  }
  await setAvailability(ctx, driver, { isAvailable: false });
});

test("an order that was cancelled after a match keeps them, too", async () => {
  const pair = await matchedPair();
  await cancelOrder(world.ctx, pair.rider, { orderId: pair.orderId });
  await changeEverything(pair);
  expect(await getOrder(world.ctx, pair.rider, { orderId: pair.orderId })).toMatchObject(NAMES_BEFORE);
});

test("names of 250,000 letters from before there was a limit do not fill the lists", async () => {
  const { ctx } = world;
  const long = "x".repeat(250_000);
  const pair = await matchedPair();
  await Promise.all([rename(pair.rider, long), rename(pair.driver, long)]);
  const isMine = { orderId: pair.orderId };
  const shown = { riderName: "x".repeat(100), driver: { name: "x".repeat(100) } };
  expect(
    (await listCityOrders(ctx, world.admin, {})).items.find(({ orderId }) => orderId === pair.orderId),
  ).toMatchObject({
    ...isMine,
    ...shown,
  });
  await cancelOrder(ctx, pair.rider, isMine);
  expect(await getOrder(ctx, pair.rider, isMine)).toMatchObject(shown);
  expect(JSON.stringify(await listCityOrders(ctx, world.admin, {})).length).toBeLessThan(100_000);
  expect(JSON.stringify(await listDrivers(ctx, world.admin, {})).length).toBeLessThan(100_000);
});
