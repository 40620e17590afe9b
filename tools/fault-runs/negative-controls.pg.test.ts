import { destination } from "@atlas/core/geo";
import { orders } from "@atlas/db/schema/orders";
import { cancelOrder } from "@atlas/services/orders/cancel-order";
import { updateOrderStatus } from "@atlas/services/orders/update-order-status";
import { MONAS, openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { creditWallet } from "@atlas/services/ledger/post/credit";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Acknowledged } from "./acknowledged.ts";
import { Oracle, readRules } from "./oracle.ts";
import { NEGATIVE_CONTROLS } from "./negative-controls.ts";

const DROPOFF = destination(MONAS, 90, 3_000);

let world: TestWorld;
let oracle: Oracle;
beforeAll(async () => {
  // Cancelling costs at once: a late cancellation without a wait.
  world = await openTestWorld({ isRealTime: true, city: { cancelFreeS: 0 } });
  oracle = await Oracle.open(world.databaseUrl, await liveThrough(world));
});
afterAll(async () => {
  await oracle[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** A trip paid from a wallet, one in cash, a free cancellation and one with a fee; returns what was acknowledged to their people. */
async function liveThrough({ ctx, admin, ...city }: TestWorld): Promise<Acknowledged> {
  const acknowledged = new Acknowledged();
  const [rider, driver] = [await city.addRider(), await city.addDriver({ autoAccept: true })];
  for (const [key, amountMinor] of [
    ["first", 500n],
    ["second", 700n],
  ] as const) {
    await creditWallet(ctx, admin, { userId: rider.userId, amountMinor, idempotencyKey: key, reason: "test" });
    acknowledged.credits.push({ key, user_id: rider.userId, amount_minor: String(amountMinor) });
  }
  for (const plan of ["wallet", "cash", "cancelled", "cancelled late"] as const) {
    const paymentMethod = plan === "cash" ? "cash" : "wallet";
    const bookedAt = new Date();
    const { orderId, fareMinor } = await city.book(rider, { paymentMethod, dropoff: DROPOFF });
    acknowledged.orders.push({ order_id: orderId, rider_id: rider.userId, fare_minor: fareMinor, booked_at: bookedAt });
    if (plan !== "cancelled") {
      await city.work();
      await updateOrderStatus(ctx, driver, { orderId, status: "ARRIVED" });
    }
    if (plan === "wallet" || plan === "cash") {
      await updateOrderStatus(ctx, driver, { orderId, status: "STARTED" });
      await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
      acknowledged.moves.push({ order_id: orderId, status: "FINISHED" });
    } else {
      await cancelOrder(ctx, rider, { orderId });
      acknowledged.moves.push({ order_id: orderId, status: "CANCELLED" });
    }
    await city.work();
    const [order] = await ctx.db.select({ quoteId: orders.quoteId }).from(orders).where(eq(orders.id, orderId));
    acknowledged.quotes.push({ quote_id: order?.quoteId ?? "", rider_id: rider.userId, fare_minor: fareMinor });
  }
  return acknowledged;
}

test("the oracle has nothing to say of what is sound", async () => {
  expect(await oracle.violations()).toEqual([]);
});

test("every rule has a negative control", () => {
  expect(NEGATIVE_CONTROLS.map(({ rule }) => rule).toSorted()).toEqual([...readRules().keys()]);
});

test.each(NEGATIVE_CONTROLS)("a planted breach of $rule is reported, and nothing else", async ({ rule, plant }) => {
  const reported = await oracle.violationsAfter(plant);
  expect(reported.map((violation) => violation.rule)).toEqual([rule]);
});

test("what a control planted is gone again", async () => {
  expect(await oracle.violations()).toEqual([]);
});
