import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import postgres from "postgres";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { driverEarnings } from "../wallet/earnings.ts";
import { topUp } from "../wallet/top-up.ts";
import { cancelOrder } from "./cancel-order.ts";
import { quoteRide } from "./quote-ride.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import { getOrder } from "./views/get-order.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import type { OrderView } from "./views/order-view.ts";

let world: TestWorld;
let driver: Actor;
let rider: Actor;
let owed: OrderView;
const dropoff = destination(MONAS, 180, 8_000);

beforeAll(async () => {
  world = await openTestWorld();
  driver = await world.addDriver({ awayM: 1_500, autoAccept: true });
});
beforeEach(async () => {
  rider = await world.addRider(0n);
  owed = await cancelLate();
});
afterAll(async () => {
  const owner = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  expect(await brokenPromises(owner, { isIdle: true })).toEqual([]);
  await owner.end();
  expect((await reconcile(world.ctx, world.admin, { graceS: 0 })).findings).toEqual([]);
  await world[Symbol.asyncDispose]();
});

/** A cash trip that its rider cancels when the driver is on the way: 5 000. */
async function cancelLate(): Promise<OrderView> {
  await world.drive(driver, destination(MONAS, 90, 1_500), { forS: 600 });
  const before = await balanceOf(driver);
  const order = await world.book(rider, { paymentMethod: "cash" });
  await world.work();
  await world.drive(driver, destination(MONAS, 90, 700), { forS: 121 });
  expect(await cancelOrder(world.ctx, rider, order)).toMatchObject({ cancelFeeMinor: "5000", settlement: "pending" });
  await world.work();
  // The driver is not made to wait for it.
  expect(await balanceOf(driver)).toBe(before + 5_000n);
  return await getOrder(world.ctx, rider, order);
}

async function balanceOf(who: Actor): Promise<bigint> {
  return BigInt((await walletBalance(world.ctx, who, {})).netMinor);
}

async function book(paymentMethod: "cash" | "wallet"): Promise<OrderView> {
  await world.drive(driver, MONAS, { forS: 600 });
  const order = await world.book(rider, { dropoff, paymentMethod });
  await world.work();
  return await getOrder(world.ctx, driver, order);
}

async function drive({ orderId }: OrderView): Promise<OrderView> {
  await finish({ orderId });
  await world.work();
  return await getOrder(world.ctx, driver, { orderId });
}

/** Drives the trip to its end; the settlement waits. */
async function finish({ orderId }: Pick<OrderView, "orderId">): Promise<void> {
  await updateOrderStatus(world.ctx, driver, { orderId, status: "ARRIVED" });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  await world.drive(driver, dropoff, { forS: 1_200 });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
}

const fareOf = ({ finalFareMinor }: OrderView): bigint => BigInt(finalFareMinor ?? "0");
const earned = (fareMinor: bigint): bigint => fareMinor - (fareMinor * 2_000n) / 10_000n - (fareMinor * 100n) / 10_000n;

test("is said with the next price, collected with the next cash trip, and passed on by its driver", async () => {
  expect(owed).toMatchObject({ settlement: "settled" });
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({
    debtMinor: "5000",
    netMinor: "-5000",
    driver: null,
  });
  const [quote] = await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff });
  expect(quote?.owed).toMatchObject({ amountMinor: "5000", orderId: owed.orderId });

  const before = await balanceOf(driver);
  const booked = await book("cash");
  const quotedMinor = BigInt(booked.fareMinor);
  expect(booked).toMatchObject({ carriedDebtMinor: "5000", cashToCollectMinor: String(quotedMinor + 5_000n) });
  const from = world.ctx.clock();
  const driven = await drive(booked);
  const fareMinor = fareOf(driven);
  expect(driven).toMatchObject({ settlement: "settled", cashToCollectMinor: String(fareMinor + 5_000n) });
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ debtMinor: "0", netMinor: "0" });
  // The driver has the cash, fare and debt; the account gives commission, tax and what was collected for somebody else.
  expect(await balanceOf(driver)).toBe(before - (fareMinor - earned(fareMinor)) - 5_000n);
  expect(await driverEarnings(world.ctx, driver, { from })).toMatchObject({
    totalMinor: String(earned(fareMinor)),
    cashCollectedMinor: String(fareMinor + 5_000n),
  });
  const receipt = await orderReceipt(world.ctx, rider, booked);
  expect(receipt.lines.at(-1)).toEqual({ kind: "owed-before", amountMinor: "5000" });
  expect(receipt.totalMinor).toBe(String(fareMinor + 5_000n));
  expect((await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff }))[0]?.owed).toBeNull();
});

test("is paid by what comes into the wallet, so that a wallet trip needs it on top", async () => {
  const booking = world.book(rider, { dropoff, paymentMethod: "wallet" });
  await expect(booking).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
  await topUp(world.ctx, rider, { amountMinor: 105_000n, idempotencyKey: "for the trip" });
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ availableMinor: "100000", debtMinor: "0" });
  const booked = await book("wallet");
  expect(booked).toMatchObject({ carriedDebtMinor: null, cashToCollectMinor: null });
  const driven = await drive(booked);
  expect(await balanceOf(rider)).toBe(100_000n - fareOf(driven));
});

test("that was paid before the cash trip ended is not collected again", async () => {
  const booked = await book("cash");
  expect(booked).toMatchObject({ carriedDebtMinor: "5000" });
  await topUp(world.ctx, rider, { amountMinor: 3_000n, idempotencyKey: "a part" });
  const driven = await drive(booked);
  expect(driven).toMatchObject({
    carriedDebtMinor: "2000",
    cashToCollectMinor: String(fareOf(driven) + 2_000n),
  });
  expect(await balanceOf(rider)).toBe(0n);
});

test("that was paid after the driver had collected it is the rider's credit", async () => {
  await finish(await book("cash"));
  await topUp(world.ctx, rider, { amountMinor: 3_000n, idempotencyKey: "too late" });
  await world.work();
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ availableMinor: "3000", debtMinor: "0" });
});

test("that a driver has in hand already is neither said nor collected again while its settlement waits", async () => {
  const first = await book("cash");
  const account = { accountId: (await walletBalance(world.ctx, driver, {})).accountId, reason: "looked into" };
  await finish(first);
  await freezeAccount(world.ctx, world.admin, account);
  await world.work();
  expect(await getOrder(world.ctx, driver, first)).toMatchObject({ carriedDebtMinor: "5000", settlement: "pending" });
  expect((await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff }))[0]?.owed).toBeNull();
  await unfreezeAccount(world.ctx, world.admin, account);
  const second = await book("cash");
  expect(second).toMatchObject({ carriedDebtMinor: null });
  await settleTrips(world.ctx, [{ kind: "cash-commission", orderId: first.orderId }]);
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ debtMinor: "0", netMinor: "0" });
});
