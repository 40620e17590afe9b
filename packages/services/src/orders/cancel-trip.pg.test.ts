import type { Actor } from "@atlas/core/actor";
import { destination, haversineM } from "@atlas/core/geo";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setAvailability } from "../dispatch/set-availability.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { freezeAccount } from "../ledger/post/freeze.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { driverEarnings } from "../wallet/earnings.ts";
import { cancelOrder } from "./cancel-order.ts";
import { cancelTrip, drivenSoFar } from "./cancel-trip.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import { orderTimeline } from "./views/order-timeline.ts";
import type { OrderView } from "./views/order-view.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world.work();
  const owner = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  expect(await brokenPromises(owner, { isIdle: true })).toEqual([]);
  await owner.end();
  await world[Symbol.asyncDispose]();
});

const reason = "the car broke down";
/** 1.4 km of the route: 10 000 + 3 000/km, in steps of 500. */
const PART = destination(MONAS, 202.85, 1_400);
const refusal = (code: string): unknown => expect.objectContaining({ code });

interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly order: OrderView;
}

let last: Actor | null = null;

/** A trip whose car has driven 1.4 km of it, or still waits at the pickup. */
async function newTrip(
  until: "ARRIVED" | "STARTED" = "STARTED",
  paymentMethod: "wallet" | "cash" = "wallet",
): Promise<Trip> {
  if (last) await setAvailability(world.ctx, last, { isAvailable: false });
  const rider = await world.addRider();
  const driver = await world.addDriver({ autoAccept: true });
  last = driver;
  const order = await world.book(rider, { paymentMethod });
  await world.work();
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: until });
  if (until === "STARTED") await world.drive(driver, PART, { forS: haversineM(MONAS, PART) / 14 });
  return { rider, driver, order };
}

async function available(user: Actor): Promise<bigint> {
  return BigInt((await walletBalance(world.ctx, user, {})).availableMinor);
}

async function earned(driver: Actor): Promise<string> {
  return (await driverEarnings(world.ctx, driver, {})).totalMinor;
}

test("the rider pays what is proven out of the hold, and the receipt says so", async () => {
  const { rider, driver, order } = await newTrip();
  const { orderId } = order;
  const before = await available(rider);
  const limitMinor = order.fareMinor;
  expect(await drivenSoFar(world.ctx, world.admin, { orderId })).toEqual({ drivenMinor: "14000", limitMinor });
  const cancel = { orderId, payer: "rider", reason } as const;
  const cancelled = await cancelTrip(world.ctx, world.admin, cancel);
  expect(cancelled).toMatchObject({ status: "CANCELLED", cancelledBy: "admin", cancelFeeMinor: "14000" });
  expect(await cancelTrip(world.ctx, world.admin, cancel)).toEqual(cancelled);
  const otherwise = cancelTrip(world.ctx, world.admin, { ...cancel, payer: "platform" });
  await expect(otherwise).rejects.toEqual(refusal("ILLEGAL_TRANSITION"));
  await world.work();
  expect((await available(rider)) - before).toBe(BigInt(order.fareMinor) - 14_000n);
  expect(await earned(driver)).toBe("14000");
  const receipt = await orderReceipt(world.ctx, rider, { orderId });
  expect(receipt).toMatchObject({ lines: [{ kind: "driven", amountMinor: "14000" }], totalMinor: "14000" });
  const { items } = await listAuditLog(world.ctx, world.admin, { limit: 10 });
  expect(items.filter(({ subjectId }) => subjectId === orderId)).toMatchObject([
    { action: "cancel-trip", reason, details: { payer: "rider", amountMinor: "14000" } },
  ]);
});

test("the platform pays from promotions, and the rider gets the whole hold back", async () => {
  const { rider, driver, order } = await newTrip();
  const { orderId } = order;
  await cancelTrip(world.ctx, world.admin, { orderId, payer: "platform", amountMinor: 9_000n, reason });
  await world.work();
  expect(await available(rider)).toBe(1_000_000n);
  expect(await earned(driver)).toBe("9000");
  const { transfers } = await orderTimeline(world.ctx, world.admin, { orderId });
  expect(transfers).toMatchObject([{ kind: "compensation", amountMinor: "9000" }]);
  await expect(orderReceipt(world.ctx, rider, { orderId })).rejects.toEqual(refusal("ORDER_NOT_FINISHED"));
});

test("nobody pays: all is free again", async () => {
  const { rider, driver, order } = await newTrip();
  await cancelTrip(world.ctx, world.admin, { orderId: order.orderId, payer: "nobody", amountMinor: 9_000n, reason });
  await world.work();
  expect(await available(rider)).toBe(1_000_000n);
  expect(await earned(driver)).toBe("0");
});

test("a cash trip that the rider pays is taken from the wallet, as a cancellation's fee is", async () => {
  const { rider, driver, order } = await newTrip("STARTED", "cash");
  await cancelTrip(world.ctx, world.admin, { orderId: order.orderId, payer: "rider", reason });
  await world.work();
  expect(await available(rider)).toBe(1_000_000n - 14_000n);
  expect(await earned(driver)).toBe("14000");
});

test("at the pickup the waiting counts; more than the quote, and an order without a car there, are refused", async () => {
  const { rider, driver, order } = await newTrip("ARRIVED");
  const { orderId, fareMinor } = order;
  await world.drive(driver, MONAS, { forS: 600 });
  const { drivenMinor } = await drivenSoFar(world.ctx, world.admin, { orderId });
  expect(BigInt(drivenMinor)).toBeGreaterThan(0n);
  const tooMuch = { orderId, payer: "rider", amountMinor: BigInt(fareMinor) + 1n, reason } as const;
  await expect(cancelTrip(world.ctx, world.admin, tooMuch)).rejects.toEqual(refusal("AMOUNT_ABOVE_LIMIT"));
  await cancelTrip(world.ctx, world.admin, { orderId, payer: "rider", reason });
  await world.work();
  expect(await available(rider)).toBe(1_000_000n - BigInt(drivenMinor));

  const waiting = await world.book(await world.addRider());
  const cancel = { orderId: waiting.orderId, payer: "nobody", reason } as const;
  await expect(cancelTrip(world.ctx, world.admin, cancel)).rejects.toEqual(refusal("ILLEGAL_TRANSITION"));
  await expect(drivenSoFar(world.ctx, world.admin, cancel)).rejects.toEqual(refusal("ILLEGAL_TRANSITION"));
  await cancelOrder(world.ctx, world.admin, { orderId: waiting.orderId });
  const unknown = { ...cancel, orderId: world.ctx.newId() };
  await expect(cancelTrip(world.ctx, world.admin, unknown)).rejects.toEqual(refusal("ORDER_NOT_FOUND"));
});

test("a driver whose wallet is frozen is not compensated, and the trip goes on", async () => {
  const { driver, order } = await newTrip();
  const { orderId } = order;
  const { accountId } = await walletBalance(world.ctx, driver, {});
  await freezeAccount(world.ctx, world.admin, { accountId, reason, idempotencyKey: "frozen-driver" });
  const cancel = { orderId, payer: "platform", reason } as const;
  await expect(cancelTrip(world.ctx, world.admin, cancel)).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
  expect(await cancelTrip(world.ctx, world.admin, { ...cancel, payer: "nobody" })).toMatchObject({
    status: "CANCELLED",
  });
});
