import { orders } from "@atlas/db/schema/orders";
import { outbox } from "@atlas/db/schema/messaging";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestRideAt } from "../dispatch/request-ride-at.ts";
import { requestRide } from "../dispatch/request-ride.ts";
import { sweepOrders } from "../ops/sweep-orders.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { bookRide } from "./book-ride.ts";
import { cancelOrder } from "./cancel-order.ts";
import { createOrder } from "./create-order.ts";
import { getOrder } from "./views/get-order.ts";
import { quoteRide } from "./quote-ride.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a quote prices each vehicle type by the tariff, marked as an estimate without a road network", async () => {
  const rider = await world.addRider();
  const quotes = await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff: BLOK_M });
  expect(quotes.map(({ vehicleType }) => vehicleType)).toEqual(["go-ride", "go-car"]);
  for (const quote of quotes) {
    const { baseMinor, distanceMinor, timeMinor, minimumMinor } = quote.breakdown;
    const sum = BigInt(baseMinor) + BigInt(distanceMinor) + BigInt(timeMinor);
    const dearer = sum > BigInt(minimumMinor) ? sum : BigInt(minimumMinor);
    expect(BigInt(quote.fareMinor) % 500n).toBe(0n);
    expect(Math.abs(Number(BigInt(quote.fareMinor) - dearer))).toBeLessThanOrEqual(250);
    expect(quote).toMatchObject({ isEstimate: true, surge: 1 });
  }
});

test("places outside the city, nowhere or next door are refused", async () => {
  const rider = await world.addRider();
  const quote = async (dropoff: { lat: number; lng: number }): Promise<unknown> =>
    await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff });
  await expect(quote({ lat: -6.9175, lng: 107.6191 })).rejects.toMatchObject({ code: "OUTSIDE_SERVICE_AREA" });
  await expect(quote({ lat: Number.NaN, lng: 106.8 })).rejects.toMatchObject({ code: "INVALID_COORDINATES" });
  await expect(quote(MONAS)).rejects.toMatchObject({ code: "TRIP_TOO_SHORT" });
});

test("of many orders that one rider places at once one is made, and one hold", async () => {
  const rider = await world.addRider();
  const quotes = await Promise.all(
    Array.from({ length: 8 }, async () =>
      quoteRide(world.ctx, rider, { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" }),
    ),
  );
  const outcomes = await Promise.allSettled(
    quotes.map(async ([quote]) => createOrder(world.ctx, rider, { quoteId: quote?.quoteId ?? "" })),
  );
  const made = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(made).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "RIDER_HAS_ACTIVE_ORDER" });
  }
  expect((await walletBalance(world.ctx, rider, {})).heldMinor).toBe(quotes[0]?.[0]?.fareMinor);
});

test("a quote is booked once, by its rider, and while it binds", async () => {
  const rider = await world.addRider();
  const [quote] = await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" });
  const quoteId = quote?.quoteId ?? "";
  await expect(createOrder(world.ctx, await world.addRider(), { quoteId })).rejects.toMatchObject({
    code: "QUOTE_NOT_FOUND",
  });
  const order = await createOrder(world.ctx, rider, { quoteId });
  await cancelOrder(world.ctx, rider, order);
  await expect(createOrder(world.ctx, rider, { quoteId, note: "another ride" })).rejects.toMatchObject({
    code: "QUOTE_USED",
  });
  const [late] = await quoteRide(world.ctx, rider, { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" });
  await world.advance(5 * 60_000);
  await expect(createOrder(world.ctx, rider, { quoteId: late?.quoteId ?? "" })).rejects.toMatchObject({
    code: "QUOTE_EXPIRED",
  });
  await expect(createOrder(world.ctx, rider, { quoteId: world.ctx.newId() })).rejects.toMatchObject({
    code: "QUOTE_NOT_FOUND",
  });
});

test("the note for the driver is one line that can be seen, and the driver, the rider and operators have it", async () => {
  const parsed = (note: string): string | undefined =>
    createOrder.input.parse({ quoteId: world.ctx.newId(), note }).note;
  expect(parsed(" lobby\r\nB\u202E, ring\ttwice\u0007 ")).toBe("lobby B, ring twice");
  expect(parsed("x".repeat(200))).toHaveLength(200);
  expect(() => parsed("x".repeat(201))).toThrow(/200/);
  const rider = await world.addRider();
  const order = await world.book(rider, { note: "lobby\nB" });
  for (const viewer of [rider, world.admin]) {
    expect(await getOrder(world.ctx, viewer, order)).toMatchObject({ note: "lobby B" });
  }
  await cancelOrder(world.ctx, rider, order);
  const unseen = await world.book(rider, { note: "\u200B\u3164" });
  expect(unseen.note).toBeNull();
  await cancelOrder(world.ctx, rider, unseen);
});

test("a wallet that does not cover the fare leaves nothing behind", async () => {
  const rider = await world.addRider(20_000n);
  const messages = await world.ctx.db.$count(outbox);
  await expect(world.book(rider)).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
  expect(await world.ctx.db.$count(orders, eq(orders.riderId, rider.userId))).toBe(0);
  expect(await world.ctx.db.$count(outbox)).toBe(messages);
  expect((await world.book(rider, { paymentMethod: "cash" })).status).toBe("CREATED");
});

test("a search that finds nobody ends as EXPIRED and gives the held fare back", async () => {
  const rider = await world.addRider();
  const order = await world.book(rider);
  for (let second = 0; second < 121; second += 10) {
    await world.work();
    await world.advance(10_000);
  }
  await world.work();
  await sweepOrders(world.ctx);
  expect(await getOrder(world.ctx, rider, order)).toMatchObject({ status: "EXPIRED", isSearching: false });
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ heldMinor: "0", availableMinor: "1000000" });
});

test("an order that nobody dispatches ends after ten minutes and gives the held fare back", async () => {
  const rider = await world.addRider();
  const order = await bookRide(world.ctx, rider, { pickup: MONAS, dropoff: BLOK_M, dispatch: false });
  expect(order).toMatchObject({ status: "CREATED", isSearching: false, requestedAt: null });
  await world.advance(599_000);
  expect(await sweepOrders(world.ctx)).toBe(0);
  await world.advance(1_000);
  expect(await sweepOrders(world.ctx)).toBe(1);
  expect((await getOrder(world.ctx, rider, order)).status).toBe("EXPIRED");
  expect((await walletBalance(world.ctx, rider, {})).heldMinor).toBe("0");
});

test("a ride request dispatches the rider's open order at the same places, once, and names the nearest driver", async () => {
  const rider = await world.addRider();
  const ask = { riderId: rider.userId, pickup: MONAS, dropoff: BLOK_M };
  const order = await bookRide(world.ctx, rider, { ...ask, dispatch: false });
  expect(await requestRideAt(world.ctx, rider, ask)).toEqual({
    orderId: order.orderId,
    status: "DRIVERS_NOT_FOUND",
    driverId: null,
  });
  const driver = await world.addDriver({ awayM: 100 });
  await world.addDriver({ awayM: 800 });
  expect(await requestRide(world.ctx, rider, { orderId: order.orderId })).toEqual({
    orderId: order.orderId,
    status: "DRIVERS_FOUND",
    driverId: driver.userId,
  });
  const stranger = await world.addRider();
  await expect(requestRideAt(world.ctx, stranger, ask)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(requestRide(world.ctx, stranger, { orderId: order.orderId })).rejects.toMatchObject({
    code: "ORDER_NOT_FOUND",
  });
  await cancelOrder(world.ctx, rider, order);
  await expect(requestRide(world.ctx, rider, { orderId: order.orderId })).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
  const made = await requestRideAt(world.ctx, rider, ask);
  expect(made).toMatchObject({ status: "DRIVERS_FOUND", driverId: driver.userId });
  expect((await getOrder(world.ctx, rider, made)).isSearching).toBe(true);
});
