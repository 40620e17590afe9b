import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driverProfile } from "../people/driver-profile.ts";
import { giveDirections } from "../orders/views/give-directions.ts";
import { driverDay } from "../history/driver-day.ts";
import { tripTrack } from "../history/trip-track.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { getOrder } from "../orders/views/get-order.ts";
import { listOrders } from "../orders/views/list-orders.ts";
import { orderReceipt } from "../orders/views/order-receipt.ts";
import { queuedPickup } from "../orders/views/queued-pickup.ts";
import { quoteRide } from "../orders/quote-ride.ts";
import { endAsNoShow } from "../orders/end-as-no-show.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { requestRide } from "../dispatch/request-ride.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { driverLocation } from "../tracker/driver-location.ts";
import { pingedDriver } from "../tracker/pinged-driver.ts";
import { walletBalance } from "../wallet/balance.ts";
import { driverEarnings } from "../wallet/earnings.ts";
import { driverBankAccount } from "../payouts/bank-accounts.ts";
import { driverPayouts, requestPayout } from "../wallet/payouts.ts";
import { accountStatement } from "../ledger/read/statement.ts";
import { eq } from "drizzle-orm";
import { offers } from "@atlas/db/schema/orders";
import { z } from "zod";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { declineOffer } from "../dispatch/offers/decline-offer.ts";
import { createOrder } from "../orders/create-order.ts";
import { rateOrder } from "../orders/rate-order.ts";
import { confirmFare } from "../orders/confirm-fare.ts";
import { topUp } from "../wallet/top-up.ts";
import { getAccount } from "../people/get-account.ts";

interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
}

let world: TestWorld;
let trip: Trip;
let strangers: readonly Actor[];
beforeAll(async () => {
  world = await openTestWorld();
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: MONAS, autoAccept: true });
  const { orderId } = await world.book(rider);
  await world.work();
  trip = { rider, driver, orderId };
  strangers = [await world.addRider(), await world.addDriver()];
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

type UseCase = (ctx: TestWorld["ctx"], actor: Actor, trip: Trip) => Promise<unknown>;

const OF_THE_ORDER: Record<string, UseCase> = {
  order: (ctx, actor, { orderId }) => getOrder(ctx, actor, { orderId }),
  receipt: (ctx, actor, { orderId }) => orderReceipt(ctx, actor, { orderId }),
  "time of a queued pickup": (ctx, actor, { orderId }) => queuedPickup(ctx, actor, { orderId }),
  directions: (ctx, actor, { orderId }) => giveDirections(ctx, actor, { orderId, from: MONAS }),
  cancellation: (ctx, actor, { orderId }) => cancelOrder(ctx, actor, { orderId }),
  dispatch: (ctx, actor, { orderId }) => requestRide(ctx, actor, { orderId }),
  "no-show": (ctx, actor, { orderId }) => endAsNoShow(ctx, actor, { orderId }),
  rating: (ctx, actor, { orderId }) => rateOrder(ctx, actor, { orderId, stars: 1 }),
  confirmation: (ctx, actor, { orderId }) => confirmFare(ctx, actor, { orderId, hasArrived: true }),
  start: (ctx, actor, { orderId }) => updateOrderStatus(ctx, actor, { orderId, status: "STARTED" }),
};

const OF_THE_RIDER: Record<string, UseCase> = {
  quote: (ctx, actor, { rider }) =>
    quoteRide(ctx, actor, { pickup: MONAS, dropoff: BLOK_M, riderId: rider.userId, vehicleType: "go-ride" }),
  "list of orders": (ctx, actor, { rider }) => listOrders(ctx, actor, { userId: rider.userId }),
  balance: (ctx, actor, { rider }) => walletBalance(ctx, actor, { userId: rider.userId }),
  statement: (ctx, actor, { rider }) => accountStatement(ctx, actor, { userId: rider.userId }),
};

const OF_THE_DRIVER: Record<string, UseCase> = {
  profile: (ctx, actor, { driver }) => driverProfile(ctx, actor, { driverId: driver.userId }),
  day: (ctx, actor, { driver }) => driverDay(ctx, actor, { driverId: driver.userId, day: "2026-11-22" }),
  position: (ctx, actor, { driver }) => driverLocation(ctx, actor, { driverId: driver.userId }),
  earnings: (ctx, actor, { driver }) => driverEarnings(ctx, actor, { driverId: driver.userId }),
  payouts: (ctx, actor, { driver }) => driverPayouts(ctx, actor, { driverId: driver.userId }),
  "bank account": (ctx, actor, { driver }) => driverBankAccount(ctx, actor, { driverId: driver.userId }),
  payout: (ctx, actor, { driver }) =>
    requestPayout(ctx, actor, { driverId: driver.userId, amountMinor: 1n, idempotencyKey: "key", reason: "mine" }),
};

const OF_A_PERSON = { ...OF_THE_RIDER, ...OF_THE_DRIVER };

/** What a use case says no with: everything that its caller is told. */
async function refusalOf(attempt: Promise<unknown>): Promise<{ readonly code: unknown; readonly message: unknown }> {
  return await attempt.then(
    () => ({ code: null, message: null }),
    ({ code, message }) => ({ code, message }),
  );
}

/** Whom a use case that is for riders or drivers only lets try: the others are refused before anything is looked up. */
async function refusals(useCase: UseCase, of: Trip): Promise<readonly unknown[]> {
  return await Promise.all(strangers.map(async (stranger) => await refusalOf(useCase(world.ctx, stranger, of))));
}

test.each(Object.entries(OF_THE_ORDER))(
  "somebody else's order and none are one to a stranger: %s",
  async (_, useCase) => {
    const missing = { ...trip, orderId: world.ctx.newId() };
    const told = await refusals(useCase, trip);
    expect(told).toEqual(await refusals(useCase, missing));
    expect(told).toContainEqual(expect.objectContaining({ code: "ORDER_NOT_FOUND" }));
  },
);

test.each(Object.entries(OF_A_PERSON))(
  "a stranger's %s is refused, whether or not there is such a person",
  async (_, useCase) => {
    const nobody = { userId: world.ctx.newId(), role: "rider" } as const;
    const told = await refusals(useCase, trip);
    expect(told).toEqual(await refusals(useCase, { ...trip, rider: nobody, driver: nobody }));
    expect(told).toEqual(strangers.map(() => expect.objectContaining({ code: "FORBIDDEN" })));
  },
);

test("a stranger's quote, offer and wallet account look like none", async () => {
  const { ctx } = world;
  const [rider, driver] = [await world.addRider(), await world.addDriver()];
  const [quote] = await quoteRide(ctx, trip.rider, { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" });
  const [offer] = await ctx.db.select().from(offers).where(eq(offers.driverId, trip.driver.userId));
  const { accountId } = await walletBalance(ctx, trip.rider, {});
  const tried = {
    quote: (quoteId: string) => createOrder(ctx, rider, { quoteId }),
    "accepted offer": (offerId: string) => acceptOffer(ctx, driver, { offerId }),
    "declined offer": (offerId: string) => declineOffer(ctx, driver, { offerId }),
    statement: (id: string) => accountStatement(ctx, rider, { accountId: id }),
  };
  const ids = { quote: quote?.quoteId, "accepted offer": offer?.id, "declined offer": offer?.id, statement: accountId };
  for (const [what, attempt] of Object.entries(tried)) {
    const id = z.object({ [what]: z.string() }).parse(ids)[what] ?? "";
    const told = await refusalOf(attempt(id));
    expect([what, told]).toEqual([what, await refusalOf(attempt(ctx.newId()))]);
    expect(String(told.code)).toMatch(/_NOT_FOUND$/);
  }
});

test("somebody else's track looks like none, and a trip that has not started has none", async () => {
  const { ctx } = world;
  for (const stranger of strangers) {
    await expect(tripTrack(ctx, stranger, trip)).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  }
  for (const own of [trip.rider, trip.driver, world.admin]) {
    await expect(tripTrack(ctx, own, trip)).rejects.toMatchObject({ code: "TRACK_NOT_FOUND" });
  }
});

test("a trip that is under way has no receipt", async () => {
  await expect(orderReceipt(world.ctx, trip.rider, trip)).rejects.toMatchObject({ code: "ORDER_NOT_FINISHED" });
});

test("a driver who does not exist has no profile, no day, no earnings and no wallet", async () => {
  const { ctx, admin } = world;
  const driverId = ctx.newId();
  await expect(driverProfile(ctx, admin, { driverId })).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
  const day = driverDay(ctx, admin, { driverId, day: "2026-11-22" });
  await expect(day).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
  await expect(driverEarnings(ctx, admin, { driverId })).rejects.toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
  const statement = accountStatement(ctx, admin, { userId: driverId });
  await expect(statement).rejects.toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
});

test("whoever has been deleted is signed out", async () => {
  const gone = { userId: world.ctx.newId(), role: "rider" } as const;
  await expect(getAccount(world.ctx, gone)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("a driver's position comes from the driver, or from an operator who says whose it is", () => {
  const [rider, driver] = [trip.rider, trip.driver];
  expect(pingedDriver(driver, undefined)).toBe(driver.userId);
  expect(pingedDriver(world.admin, driver.userId)).toBe(driver.userId);
  expect(() => pingedDriver(world.admin, undefined)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  for (const stranger of [rider, ...strangers]) {
    expect(() => pingedDriver(stranger, driver.userId)).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  }
});

test("outside the demo nobody makes money by topping up", async () => {
  const input = { amountMinor: 1_000n, idempotencyKey: "free money" };
  const attempt = topUp({ ...world.ctx, isDemo: false }, trip.rider, input);
  await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
  const before = await walletBalance(world.ctx, trip.rider, {});
  expect(await topUp(world.ctx, trip.rider, input)).toMatchObject({
    availableMinor: String(BigInt(before.availableMinor) + 1_000n),
  });
});
