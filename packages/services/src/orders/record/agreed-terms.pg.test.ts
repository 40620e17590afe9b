import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import type { SettingKey } from "@atlas/core/settings/city-settings";
import { orders, quotes } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changeCitySetting } from "../../cities/settings/change-setting.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { cancelOrder } from "../cancel-order.ts";
import { createOrder } from "../create-order.ts";
import { endAsNoShow } from "../end-as-no-show.ts";
import { quoteRide } from "../quote-ride.ts";
import { updateOrderStatus } from "../update-order-status.ts";
import { getOrder } from "../views/get-order.ts";
import { orderReceipt } from "../views/order-receipt.ts";
import type { OrderView } from "../views/order-view.ts";

const MINUTE_S = 60;
/** What the columns of the test's city say, and what it sets. */
const BEFORE = { freeWaitingS: 240, cancelFeeMinor: 4_000 };
const AFTER = { freeWaitingS: 60, cancelFeeMinor: 3_000 };

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({
    city: { searchRadiiM: [2_000], waitingFreeS: BEFORE.freeWaitingS, cancelFeeMinor: BigInt(BEFORE.cancelFeeMinor) },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await set(BEFORE);
});

async function set(values: { readonly [K in SettingKey]?: number }): Promise<void> {
  const { ctx, cityId, admin } = world;
  for (const [key, value] of Object.entries(values)) {
    await changeCitySetting(ctx, admin, { cityId, key, value, reason: "tried" });
  }
}

interface Wait {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
  readonly seen: () => Promise<OrderView>;
  readonly waitFor: (seconds: number) => Promise<void>;
}

/** A driver waits at the pickup of an order that `rider` has made, with a proven arrival. */
async function waitFor(rider: Actor, make: () => Promise<{ orderId: string }>): Promise<Wait> {
  const { ctx } = world;
  const driver = await world.addDriver({ awayM: 1_500, autoAccept: true });
  const { orderId } = await make();
  await world.work();
  await world.drive(driver, destination(MONAS, 90, 100));
  await updateOrderStatus(ctx, driver, { orderId, status: "ARRIVED" });
  return {
    rider,
    driver,
    orderId,
    seen: async () => await getOrder(ctx, rider, { orderId }),
    waitFor: async (forS) => await world.drive(driver, destination(MONAS, 90, 100), { forS }),
  };
}

async function booked(): Promise<Wait> {
  const rider = await world.addRider();
  return await waitFor(rider, async () => await world.book(rider));
}

async function leave({ driver }: Wait): Promise<void> {
  await world.drive(driver, destination(MONAS, 0, 14_000));
}

/** Free waiting in seconds and the fee, as rider and driver read them. */
async function readTerms({ seen }: Wait): Promise<typeof BEFORE> {
  const { waiting, arrivedAt } = await seen();
  if (waiting === null || arrivedAt === null) throw new Error("nobody waits");
  const freeWaitingS = (Date.parse(waiting.freeUntil) - Date.parse(arrivedAt)) / 1_000;
  return { freeWaitingS, cancelFeeMinor: Number(waiting.noShowFeeMinor) };
}

test("what a city sets does not change what the rider of a running order agreed to: no-show and its fee", async () => {
  const wait = await booked();
  await set(AFTER);
  expect(await readTerms(wait)).toEqual(BEFORE);
  const end = (): Promise<OrderView> => endAsNoShow(world.ctx, wait.driver, wait);
  await wait.waitFor(BEFORE.freeWaitingS - 1);
  await expect(end()).rejects.toMatchObject({ code: "NO_SHOW_TOO_EARLY" });
  await wait.waitFor(1);
  expect(await end()).toMatchObject({ isNoShow: true, cancelFeeMinor: "4000" });
  await leave(wait);
});

test("an order of the price after it goes by what the city has set: no-show and its fee", async () => {
  await set(AFTER);
  const wait = await booked();
  expect(await readTerms(wait)).toEqual(AFTER);
  const end = (): Promise<OrderView> => endAsNoShow(world.ctx, wait.driver, wait);
  await wait.waitFor(AFTER.freeWaitingS - 1);
  await expect(end()).rejects.toMatchObject({ code: "NO_SHOW_TOO_EARLY" });
  await wait.waitFor(1);
  expect(await end()).toMatchObject({ isNoShow: true, cancelFeeMinor: "3000" });
  await leave(wait);
});

test("the terms are those of the price, also when the city changes them before it is booked", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const [quote] = await quoteRide(ctx, rider, { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" });
  if (quote === undefined) throw new Error("no quote");
  await set(AFTER);
  const wait = await waitFor(rider, async () => await createOrder(ctx, rider, { quoteId: quote.quoteId }));
  expect(await readTerms(wait)).toEqual(BEFORE);
  await cancelOrder(ctx, world.admin, wait);
  await leave(wait);
});

test.each([
  ["before", BEFORE, AFTER, 3],
  ["after", AFTER, BEFORE, 6],
])("waiting is charged by the terms of an order of %s a change", async (_, agreed, since, chargedMinutes) => {
  await set(agreed);
  const wait = await booked();
  await set(since);
  await wait.waitFor(7 * MINUTE_S);
  await updateOrderStatus(world.ctx, wait.driver, { orderId: wait.orderId, status: "STARTED" });
  await updateOrderStatus(world.ctx, wait.driver, { orderId: wait.orderId, status: "FINISHED" });
  await world.work();
  const { lines } = await orderReceipt(world.ctx, wait.rider, wait);
  expect(lines).toContainEqual({ kind: "waiting", amountMinor: (chargedMinutes * 500).toString() });
  await leave(wait);
});

test("a rider who cancels late pays the fee that was agreed", async () => {
  const wait = await booked();
  await set(AFTER);
  await wait.waitFor(3 * MINUTE_S);
  expect(await cancelOrder(world.ctx, wait.rider, wait)).toMatchObject({ cancelFeeMinor: "4000" });
  await leave(wait);
});

test("an order of before these were settings goes by the columns of its city", async () => {
  await set(AFTER);
  const wait = await booked();
  const none = { freeWaitingS: null, agreedCancelFeeMinor: null };
  const [order] = await world.ctx.db.update(orders).set(none).where(eq(orders.id, wait.orderId)).returning();
  await world.ctx.db
    .update(quotes)
    .set(none)
    .where(eq(quotes.id, order?.quoteId ?? ""));
  expect(await readTerms(wait)).toEqual(BEFORE);
  await wait.waitFor(BEFORE.freeWaitingS);
  expect(await endAsNoShow(world.ctx, wait.driver, wait)).toMatchObject({ cancelFeeMinor: "4000" });
  await leave(wait);
});
