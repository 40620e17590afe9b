import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { outbox } from "@atlas/db/schema/messaging";
import { offers, orderTransitions } from "@atlas/db/schema/orders";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { AtlasEvent } from "../atlas-event.ts";
import { requestRide } from "../dispatch/request-ride.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { bookRide } from "./book-ride.ts";
import { cancelOrder } from "./cancel-order.ts";
import type { Booking } from "./booking.ts";
import { createOrder } from "./create-order.ts";
import { quoteRide } from "./quote-ride.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import { getOrder } from "./views/get-order.ts";
import type { OrderView } from "./views/order-view.ts";

let world: TestWorld;
const published: AtlasEvent[] = [];
beforeAll(async () => {
  const opened = await openTestWorld({ maxConnections: 16 });
  const events = { publish: (event: AtlasEvent) => void published.push(event), wakeRelay: () => {} };
  world = { ...opened, ctx: { ...opened.ctx, events } };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

type Step = "ARRIVED" | "STARTED" | "FINISHED";
interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
  readonly step: (status: Step, startPin?: string) => Promise<OrderView>;
}

/** Far apart, so that the tests of this file do not share drivers. */
let spot = 0;
async function matched(options: { startPin?: boolean } = {}): Promise<Trip> {
  spot += 1;
  const pickup = destination(MONAS, 180, spot * 900 - 6_000);
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: pickup, autoAccept: true });
  const { orderId } = await world.book(rider, { ...options, pickup, dropoff: destination(pickup, 90, 3_000) });
  await world.work();
  const step: Trip["step"] = async (status, startPin) =>
    updateOrderStatus(world.ctx, driver, { orderId, status, startPin });
  expect((await getOrder(world.ctx, driver, { orderId })).driver?.driverId).toBe(driver.userId);
  return { rider, driver, orderId, step };
}

const count = z.object({ holds: z.bigint(), entries: z.bigint(), transfers: z.bigint() });

/** Everything that a second effect would leave behind. */
async function traces() {
  const { db } = world.ctx;
  const ledger = await queryOne(
    db,
    count,
    sql`SELECT (SELECT count(*) FROM ledger.holds) AS holds, (SELECT count(*) FROM ledger.entries) AS entries,
      (SELECT count(*) FROM ledger.transfers) AS transfers`,
  );
  const [messages, moves, asked] = [
    await db.$count(outbox),
    await db.$count(orderTransitions),
    await db.$count(offers),
  ];
  return { ...ledger, messages, moves, asked, published: published.length };
}

/** The first response, three times more at once, and no trace of the repeats. */
async function expectRepeatable(act: () => Promise<OrderView>): Promise<OrderView> {
  const first = await act();
  const before = await traces();
  expect(await Promise.all([act(), act(), act()])).toEqual([first, first, first]);
  expect(await traces()).toEqual(before);
  return first;
}

test("each step of a trip that is sent again returns the order as the first left it, and has no second effect", async () => {
  const { rider, orderId, step } = await matched();
  for (const status of ["ARRIVED", "STARTED", "FINISHED"] as const) {
    expect((await expectRepeatable(() => step(status))).status).toBe(status);
  }
  await world.work();
  const before = await traces();
  const late = await Promise.all([step("ARRIVED"), step("STARTED"), step("FINISHED")]);
  for (const view of late) expect(view).toMatchObject({ status: "FINISHED", settlement: "settled" });
  await world.work();
  expect(await traces()).toEqual(before);
  expect((await getOrder(world.ctx, rider, { orderId })).settlement).toBe("settled");
});

test.each(["ARRIVED", "STARTED", "FINISHED"] as const)(
  "of two %s at once one moves the order, and both see it",
  async (status) => {
    const trip = await matched();
    if (status === "FINISHED") await trip.step("STARTED");
    const moves = await world.ctx.db.$count(orderTransitions);
    const messages = await world.ctx.db.$count(outbox);
    const views = await Promise.all([trip.step(status), trip.step(status)]);
    expect(views.map((view) => view.status)).toEqual([status, status]);
    expect(await world.ctx.db.$count(orderTransitions)).toBe(moves + 1);
    expect(await world.ctx.db.$count(outbox)).toBe(messages + (status === "FINISHED" ? 1 : 0));
  },
);

test("a step that was never made, or by somebody else, is no repeat", async () => {
  const { driver, orderId, step } = await matched();
  const refused = { code: "ILLEGAL_TRANSITION" };
  await expect(step("FINISHED")).rejects.toMatchObject(refused);
  await step("STARTED");
  await expect(step("ARRIVED")).rejects.toMatchObject(refused);
  const byAdmin = updateOrderStatus(world.ctx, world.admin, { orderId, status: "STARTED" });
  await expect(byAdmin).rejects.toMatchObject(refused);
  await cancelOrder(world.ctx, world.admin, { orderId });
  await expect(step("STARTED")).rejects.toMatchObject(refused);
  await expect(cancelOrder(world.ctx, driver, { orderId })).rejects.toMatchObject(refused);
});

test("an arrival of the trip's earlier driver is not one of the later driver", async () => {
  const trip = await matched();
  await trip.step("ARRIVED");
  await world.advance(1_000);
  await cancelOrder(world.ctx, trip.driver, trip);
  const { pickup } = await getOrder(world.ctx, trip.rider, trip);
  const next = await world.addDriver({ at: pickup, autoAccept: true });
  await world.work();
  await updateOrderStatus(world.ctx, next, { orderId: trip.orderId, status: "ARRIVED" });
  await expect(trip.step("ARRIVED")).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
});

test("STARTED again needs the same digits, and is no attempt at the PIN", async () => {
  const { step } = await matched({ startPin: true });
  await step("STARTED", "4711");
  for (let n = 0; n < 6; n += 1) expect((await step("STARTED", "4711")).status).toBe("STARTED");
  await expect(step("STARTED", "0000")).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
});

test("a rider's and an operator's cancellation again returns the order; another's is refused as before", async () => {
  const byRider = await matched();
  const cancelled = await expectRepeatable(() => cancelOrder(world.ctx, byRider.rider, byRider));
  expect(cancelled).toMatchObject({ status: "CANCELLED", cancelledBy: "rider" });
  const later = cancelOrder(world.ctx, world.admin, byRider);
  await expect(later).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });

  const byAdmin = await matched();
  await byAdmin.step("STARTED");
  await expectRepeatable(() => cancelOrder(world.ctx, world.admin, byAdmin));
  const tooLate = cancelOrder(world.ctx, byAdmin.rider, byAdmin);
  await expect(tooLate).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
});

test("a cancellation with a fee, twice at once, costs it once", async () => {
  const { rider, orderId, step } = await matched();
  await step("ARRIVED");
  await world.advance(121_000);
  const views = await Promise.all([1, 2].map(async () => cancelOrder(world.ctx, rider, { orderId })));
  expect(views.map(({ cancelFeeMinor }) => cancelFeeMinor)).toEqual(["5000", "5000"]);
  const fees = sql`${outbox.payload}->>'kind' = 'cancel-fee' AND ${outbox.payload}->>'orderId' = ${orderId}`;
  expect(await world.ctx.db.$count(outbox, fees)).toBe(1);
  await world.work();
  expect((await cancelOrder(world.ctx, rider, { orderId })).settlement).toBe("settled");
});

test("a driver's cancellation again returns the view of the first, and nothing of the driver who came after", async () => {
  const { rider, driver, orderId, step } = await matched();
  await step("ARRIVED");
  const act = () => cancelOrder(world.ctx, driver, { orderId });
  const first = await expectRepeatable(act);
  expect(first).toMatchObject({ status: "CREATED", driver: null, isSearching: true, arrivedAt: null });
  const { pickup } = await getOrder(world.ctx, rider, { orderId });
  await world.advance(1_000);
  const next = await world.addDriver({ at: pickup, autoAccept: true });
  await world.work();
  expect((await getOrder(world.ctx, rider, { orderId })).driver?.driverId).toBe(next.userId);
  const before = await traces();
  const { version, ...again } = await act();
  expect({ ...again, version: first.version }).toEqual(first);
  expect(version).toBeGreaterThan(first.version);
  expect(await traces()).toEqual(before);
  expect((await getOrder(world.ctx, rider, { orderId })).driver?.driverId).toBe(next.userId);

  for (const status of ["ARRIVED", "STARTED", "FINISHED"] as const) {
    await updateOrderStatus(world.ctx, next, { orderId, status });
  }
  expect(await getOrder(world.ctx, rider, { orderId })).toMatchObject({ fareReason: { basis: "minimum" } });
  expect({ ...(await act()), version: first.version }).toEqual(first);

  const stranger = await world.addDriver({ at: destination(pickup, 0, 20_000) });
  await expect(cancelOrder(world.ctx, stranger, { orderId })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
});

async function quoteFor(rider: Actor): Promise<string> {
  const place = { pickup: MONAS, dropoff: destination(MONAS, 90, 4_000) };
  const [quote] = await quoteRide(world.ctx, rider, { ...place, vehicleType: "go-ride" });
  return quote?.quoteId ?? "";
}

test("a booking that is sent again returns its order, also cancelled and after the quote's end", async () => {
  const rider = await world.addRider();
  const request = { quoteId: await quoteFor(rider), note: " at the gate ", startPin: true };
  const order = await expectRepeatable(() => createOrder(world.ctx, rider, request));
  await cancelOrder(world.ctx, rider, order);
  await world.advance(10 * 60_000);
  const again = await createOrder(world.ctx, rider, request);
  expect(again).toMatchObject({ orderId: order.orderId, status: "CANCELLED" });
});

test("of many equal bookings at once one is made, and all return it", async () => {
  const rider = await world.addRider();
  const quoteId = await quoteFor(rider);
  const { holds, entries, transfers, messages, moves, asked } = await traces();
  const made = await Promise.all(Array.from({ length: 8 }, async () => createOrder(world.ctx, rider, { quoteId })));
  expect(new Set(made.map(({ orderId }) => orderId)).size).toBe(1);
  const once = { holds: holds + 1n, entries, transfers, messages: messages + 1, moves: moves + 1, asked };
  expect(await traces()).toMatchObject(once);
  await cancelOrder(world.ctx, rider, { orderId: made[0]?.orderId ?? "" });
});

test.each<Omit<Booking, "quoteId">>([
  { paymentMethod: "cash" },
  { startPin: true },
  { note: "another" },
  { dispatch: false },
])("the same quote with other options is used: %o", async (other) => {
  const rider = await world.addRider();
  const quoteId = await quoteFor(rider);
  const { orderId } = await createOrder(world.ctx, rider, { quoteId });
  await expect(createOrder(world.ctx, rider, { quoteId, ...other })).rejects.toMatchObject({ code: "QUOTE_USED" });
  // In the reverse order as well.
  const defaults = { paymentMethod: "wallet", startPin: false, note: " ", dispatch: true } as const;
  expect((await createOrder(world.ctx, rider, { quoteId, ...defaults })).orderId).toBe(orderId);
  await cancelOrder(world.ctx, rider, { orderId });
});

test("a quote that somebody else booked for the rider is used", async () => {
  const rider = await world.addRider();
  const quoteId = await quoteFor(rider);
  const order = await createOrder(world.ctx, world.admin, { quoteId });
  await expect(createOrder(world.ctx, rider, { quoteId })).rejects.toMatchObject({ code: "QUOTE_USED" });
  await cancelOrder(world.ctx, world.admin, order);
});

test("a booking without dispatch that was requested since is the same when it is sent again", async () => {
  const rider = await world.addRider();
  const request = { quoteId: await quoteFor(rider), dispatch: false };
  const { orderId } = await expectRepeatable(() => createOrder(world.ctx, rider, request));
  const dispatched = createOrder(world.ctx, rider, { ...request, dispatch: true });
  await expect(dispatched).rejects.toMatchObject({ code: "QUOTE_USED" });
  await world.advance(1_000);
  await requestRide(world.ctx, rider, { orderId });
  expect(await createOrder(world.ctx, rider, request)).toMatchObject({ orderId, isSearching: true });
});

test("a booking by coordinates that is sent again returns its order while that runs, and a new one afterwards", async () => {
  const rider = await world.addRider();
  const places = { pickup: MONAS, dropoff: destination(MONAS, 90, 4_000) };
  const request = { ...places, note: "at the gate", startPin: true, dispatch: false };
  const order = await expectRepeatable(() => bookRide(world.ctx, rider, request));
  await world.advance(1_000);
  await requestRide(world.ctx, rider, order);
  expect((await bookRide(world.ctx, rider, request)).orderId).toBe(order.orderId);
  await cancelOrder(world.ctx, rider, order);
  const next = await bookRide(world.ctx, rider, request);
  expect(next.orderId).not.toBe(order.orderId);
  await cancelOrder(world.ctx, rider, next);
});

test("of many equal bookings by coordinates at once one is made, and all return it", async () => {
  const rider = await world.addRider();
  const request = { pickup: MONAS, dropoff: destination(MONAS, 90, 4_000) };
  const { holds } = await traces();
  const made = await Promise.all(Array.from({ length: 6 }, async () => bookRide(world.ctx, rider, request)));
  expect(new Set(made.map(({ orderId }) => orderId)).size).toBe(1);
  expect((await traces()).holds).toBe(holds + 1n);
  await cancelOrder(world.ctx, rider, { orderId: made[0]?.orderId ?? "" });
});

test("a booking by coordinates elsewhere, with other options or by somebody else is another one", async () => {
  const rider = await world.addRider();
  const request = { pickup: MONAS, dropoff: destination(MONAS, 90, 4_000) };
  const order = await bookRide(world.ctx, rider, request);
  const refused = { code: "RIDER_HAS_ACTIVE_ORDER" };
  const moved = destination(MONAS, 90, 4_001);
  for (const other of [
    { dropoff: moved },
    { pickup: moved, dropoff: MONAS },
    { vehicleType: "go-car" as const },
    { paymentMethod: "cash" as const },
  ]) {
    await expect(bookRide(world.ctx, rider, { ...request, ...other })).rejects.toMatchObject(refused);
  }
  const byAdmin = bookRide(world.ctx, world.admin, { ...request, riderId: rider.userId });
  await expect(byAdmin).rejects.toMatchObject(refused);
  await cancelOrder(world.ctx, rider, order);
});
