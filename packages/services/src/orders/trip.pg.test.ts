import { afterAll, beforeAll, expect, test } from "vitest";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { destination } from "@atlas/core/geo";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { getActiveOrder } from "./views/get-active-order.ts";
import { getOrder } from "./views/get-order.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import { orderTimeline } from "./views/order-timeline.ts";
import { rateOrder } from "./rate-order.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import type { Actor } from "@atlas/core/actor";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function availableMinor(user: Actor): Promise<bigint> {
  return BigInt((await walletBalance(world.ctx, user, {})).availableMinor);
}

/** Far apart, so that the tests of this file do not share drivers. */
let spot = 0;
function nextPlace(): { pickup: { lat: number; lng: number }; dropoff: { lat: number; lng: number } } {
  spot += 1;
  const pickup = destination(MONAS, 180, spot * 1_500 - 4_000);
  return { pickup, dropoff: destination(pickup, 90, 3_000) };
}

/** From the pickup to the dropoff, 3 km away, as cars do. */
async function driveThere(driver: Actor, { dropoff }: ReturnType<typeof nextPlace>): Promise<void> {
  await world.drive(driver, dropoff, { forS: 300 });
}

async function offerTo(driver: Actor): Promise<string> {
  const offer = await currentOffer(world.ctx, driver);
  if (!offer) throw new Error("the driver has no offer");
  return offer.offerId;
}

test("a wallet trip runs from the order to the receipt, and the ledger pays the driver", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const place = nextPlace();
  const driver = await world.addDriver({ at: place.pickup });
  const order = await world.book(rider, place);
  const fare = BigInt(order.fareMinor);
  expect(order).toMatchObject({ status: "CREATED", isSearching: true, driver: null, settlement: "none" });
  expect(await availableMinor(rider)).toBe(1_000_000n - fare);

  await world.work();
  const offer = await currentOffer(ctx, driver);
  expect(offer).toMatchObject({ orderId: order.orderId, status: "PENDING", fareMinor: order.fareMinor });
  const accepted = await acceptOffer(ctx, driver, { offerId: await offerTo(driver) });
  expect(accepted.order).toMatchObject({ status: "MATCHED", driver: { driverId: driver.userId } });
  expect((await getActiveOrder(ctx, driver))?.orderId).toBe(order.orderId);

  for (const status of ["ARRIVED", "STARTED"] as const) {
    await updateOrderStatus(ctx, driver, { orderId: order.orderId, status });
  }
  await driveThere(driver, place);
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "FINISHED" });
  expect(await getOrder(ctx, rider, { orderId: order.orderId })).toMatchObject({
    status: "FINISHED",
    finalFareMinor: order.fareMinor,
    settlement: "pending",
  });
  await world.work();
  expect((await getOrder(ctx, rider, { orderId: order.orderId })).settlement).toBe("settled");
  expect(await availableMinor(rider)).toBe(1_000_000n - fare);
  const earned = (await availableMinor(driver)) - 100_000n;
  expect(earned).toBe(fare - (fare * 2_000n) / 10_000n - (fare * 100n) / 10_000n);
  expect(earned.toString()).toBe(offer?.driverEarningsMinor);

  const receipt = await orderReceipt(ctx, rider, { orderId: order.orderId });
  expect(receipt).toMatchObject({ totalMinor: order.fareMinor, lines: [{ kind: "fare" }] });
  expect(receipt.transferId).not.toBeNull();
  const timeline = await orderTimeline(ctx, world.admin, { orderId: order.orderId });
  expect(timeline.transitions.map(({ to }) => to)).toEqual(["CREATED", "MATCHED", "ARRIVED", "STARTED", "FINISHED"]);
  expect(timeline.offers).toMatchObject([{ status: "ACCEPTED", driverId: driver.userId }]);
  expect(timeline.holds).toMatchObject([{ status: "captured", amountMinor: order.fareMinor }]);

  const rated = await rateOrder(ctx, rider, { orderId: order.orderId, stars: 4 });
  expect(rated).toMatchObject({ rating: 4, driver: { rating: 4 } });
  await expect(rateOrder(ctx, rider, { orderId: order.orderId, stars: 5 })).rejects.toMatchObject({
    code: "ALREADY_RATED",
  });
});

test("a cash trip takes the commission from the driver's credit and nothing from the rider", async () => {
  const { ctx } = world;
  const rider = await world.addRider(0n);
  const place = nextPlace();
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const order = await world.book(rider, { ...place, paymentMethod: "cash" });
  await world.work();
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "STARTED" });
  await driveThere(driver, place);
  await updateOrderStatus(ctx, driver, { orderId: order.orderId, status: "FINISHED" });
  await world.work();
  const fare = BigInt(order.fareMinor);
  expect((await getOrder(ctx, rider, { orderId: order.orderId })).settlement).toBe("settled");
  expect(await availableMinor(driver)).toBe(100_000n - (fare * 2_000n) / 10_000n - (fare * 100n) / 10_000n);
});

test("a trip with a start PIN needs the digits that only the rider sees", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const place = nextPlace();
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const { orderId, startPin } = await world.book(rider, { ...place, startPin: true });
  await world.work();
  expect(startPin).toBe("4711");
  expect(await getOrder(ctx, driver, { orderId })).toMatchObject({ startPin: null, hasStartPin: true });
  const start = (pin?: string) => updateOrderStatus(ctx, driver, { orderId, status: "STARTED", startPin: pin });
  await expect(start()).rejects.toMatchObject({ code: "START_PIN_REQUIRED" });
  await expect(start("0000")).rejects.toMatchObject({ code: "WRONG_START_PIN" });
  expect((await getOrder(ctx, driver, { orderId })).status).toBe("MATCHED");
  expect((await start("4711")).status).toBe("STARTED");
});

test("a start PIN cannot be guessed: five attempts a minute, the right one among them or not", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const stranger = await world.addDriver({ at: nextPlace().pickup });
  const place = nextPlace();
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const { orderId } = await world.book(rider, { ...place, startPin: true });
  await world.work();
  const start = (actor: Actor, startPin: string) =>
    updateOrderStatus(ctx, actor, { orderId, status: "STARTED", startPin });
  for (let n = 0; n < 6; n += 1)
    await expect(start(stranger, "4711")).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  const guesses = await Promise.allSettled(["0", "1", "2", "3", "4", "5", "6"].map((n) => start(driver, `000${n}`)));
  const codes = guesses.map((guess) => (guess.status === "rejected" ? String(guess.reason.code) : "OK"));
  expect(Object.fromEntries([...Map.groupBy(codes, (code) => code)].map(([code, all]) => [code, all.length]))).toEqual({
    WRONG_START_PIN: 5,
    RATE_LIMITED: 2,
  });
  await expect(start(driver, "4711")).rejects.toMatchObject({ code: "RATE_LIMITED" });
});

test("waiting at the pickup past the free minutes is held and charged", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const place = nextPlace();
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const { orderId, fareMinor } = await world.book(rider, place);
  await world.work();
  await updateOrderStatus(ctx, driver, { orderId, status: "ARRIVED" });
  await world.drive(driver, place.pickup, { forS: 300 + 125 });
  await updateOrderStatus(ctx, driver, { orderId, status: "STARTED" });
  await driveThere(driver, place);
  await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
  await world.work();
  const receipt = await orderReceipt(ctx, rider, { orderId });
  expect(receipt.lines).toEqual([
    { kind: "fare", amountMinor: fareMinor },
    { kind: "waiting", amountMinor: "1500" },
  ]);
  expect(await availableMinor(rider)).toBe(1_000_000n - BigInt(fareMinor) - 1_500n);
});

test("a rider whose wallet cannot cover the waiting is not charged for it, and rides", async () => {
  const { ctx } = world;
  const place = nextPlace();
  const rider = await world.addRider(30_000n);
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const { orderId, fareMinor } = await world.book(rider, place);
  await world.work();
  await updateOrderStatus(ctx, driver, { orderId, status: "ARRIVED" });
  await world.advance(3_600_000);
  await world.drive(driver, place.pickup);
  await updateOrderStatus(ctx, driver, { orderId, status: "STARTED" });
  await driveThere(driver, place);
  const finished = await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
  expect(finished.finalFareMinor).toBe(fareMinor);
});

test("a stranger neither sees nor moves somebody's order", async () => {
  const { ctx } = world;
  const place = nextPlace();
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const stranger = await world.addDriver({ at: destination(place.pickup, 0, 20_000) });
  const { orderId } = await world.book(rider, place);
  await world.work();
  await expect(getOrder(ctx, stranger, { orderId })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  await expect(updateOrderStatus(ctx, stranger, { orderId, status: "ARRIVED" })).rejects.toMatchObject({
    code: "ORDER_NOT_FOUND",
  });
  await expect(updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" })).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
  await expect(getOrder(ctx, rider, { orderId: ctx.newId() })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
});

test("only the trip's rider rates it, once it has finished", async () => {
  const { ctx } = world;
  const place = nextPlace();
  const [rider, other] = [await world.addRider(), await world.addRider()];
  const driver = await world.addDriver({ at: place.pickup, autoAccept: true });
  const { orderId } = await world.book(rider, place);
  await world.work();
  await updateOrderStatus(ctx, driver, { orderId, status: "STARTED" });
  await expect(rateOrder(ctx, rider, { orderId, stars: 5 })).rejects.toMatchObject({ code: "ORDER_NOT_FINISHED" });
  await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
  for (const stranger of [driver, world.admin]) {
    await expect(rateOrder(ctx, stranger, { orderId, stars: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await expect(rateOrder(ctx, other, { orderId, stars: 1 })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  expect(await getOrder(ctx, rider, { orderId })).toMatchObject({ rating: null, driver: { rating: null } });
});
