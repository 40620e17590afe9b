import type { Actor } from "@atlas/core/actor";
import { destination, type LatLng } from "@atlas/core/geo";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sweepLostDrivers } from "../../ops/sweep-lost-drivers.ts";
import { cancelOrder } from "../../orders/cancel-order.ts";
import { getActiveOrder } from "../../orders/views/get-active-order.ts";
import { getNextOrder } from "../../orders/views/get-next-order.ts";
import { getOrder } from "../../orders/views/get-order.ts";
import type { OrderView } from "../../orders/views/order-view.ts";
import { queuedPickup } from "../../orders/views/queued-pickup.ts";
import { updateOrderStatus } from "../../orders/update-order-status.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { driverLocation } from "../../tracker/driver-location.ts";
import { readPositions } from "../../tracker/live-map/read-positions.ts";
import { setAvailability } from "../set-availability.ts";
import { walletBalance } from "../../wallet/balance.ts";
import { acceptOffer } from "../offers/accept-offer.ts";
import { currentOffer } from "../offers/current-offer.ts";
import { declineOffer } from "../offers/decline-offer.ts";
import { explainDispatch } from "./explain-dispatch.ts";
import { matchOrder } from "./match-order.ts";

/** Room enough for every test to be by itself. */
const JAVA = {
  type: "Polygon" as const,
  coordinates: [
    [
      [105, -9],
      [115, -9],
      [115, -5],
      [105, -5],
      [105, -9],
    ] as [number, number][],
  ],
};

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({
    city: { serviceArea: JAVA, forwardDispatch: true, forwardMaxRemainingS: 300, forwardRadiusM: 1_500 },
    maxConnections: 16,
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** More than the widest search apart, so that the tests of this file do not share drivers. */
let spot = 0;
function nextPlace(): LatLng {
  const place = { lat: -6.1 - 0.1 * Math.floor(spot / 10), lng: 106 + 0.1 * (spot % 10) };
  spot += 1;
  return place;
}

interface Running {
  readonly driver: Actor;
  readonly rider: Actor;
  /** STARTED, and the driver is 300 m before its end. */
  readonly trip: OrderView;
  /** 200 m beyond its end. */
  readonly nextPickup: LatLng;
}

/** A driver about to end a trip; `beforeM` metres are left of it by straight line. */
async function runTrip({ autoAccept = false, beforeM = 300 } = {}): Promise<Running> {
  const pickup = nextPlace();
  const dropoff = destination(pickup, 90, 2_500);
  const driver = await world.addDriver({ at: pickup, autoAccept: true });
  const rider = await world.addRider();
  const { orderId } = await world.book(rider, { pickup, dropoff });
  await world.work();
  const trip = await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  await setAvailability(world.ctx, driver, { isAvailable: true, autoAccept });
  await moveTo(driver, destination(dropoff, 270, beforeM));
  return { driver, rider, trip, nextPickup: destination(dropoff, 90, 200) };
}

async function moveTo(driver: Actor, at: LatLng): Promise<void> {
  await world.advance(1_000);
  await world.ping(driver, at);
}

async function bookNext({ nextPickup }: Running, rider?: Actor): Promise<{ rider: Actor; order: OrderView }> {
  const asking = rider ?? (await world.addRider());
  const order = await world.book(asking, { pickup: nextPickup, dropoff: destination(nextPickup, 0, 2_000) });
  return { rider: asking, order };
}

/** A trip in progress with another order that its driver has accepted as the next one. */
async function queueNext(running: Running): Promise<{ rider: Actor; order: OrderView; offerId: string }> {
  const { rider, order } = await bookNext(running);
  await world.work();
  const offerId = await offerOf(running.driver);
  await acceptOffer(world.ctx, running.driver, { offerId });
  return { rider, order: await seen(order), offerId };
}

async function offerOf(driver: Actor): Promise<string> {
  const offer = await currentOffer(world.ctx, driver);
  if (!offer) throw new Error("the driver has no offer");
  return offer.offerId;
}

async function seen({ orderId }: Pick<OrderView, "orderId">): Promise<OrderView> {
  return await getOrder(world.ctx, world.admin, { orderId });
}

async function step(driver: Actor, { orderId }: OrderView, status: "ARRIVED" | "STARTED" | "FINISHED"): Promise<void> {
  await updateOrderStatus(world.ctx, driver, { orderId, status });
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "ok",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

/** Orders that wait for nothing, and drivers with more promises than the rules allow. */
async function expectSound(): Promise<void> {
  const [broken] = await world.ctx.db.execute<{ orphans: number; crowded: number }>(sql`
    SELECT
      (SELECT count(*)::int FROM orders n WHERE n.queued_behind IS NOT NULL AND NOT EXISTS (
        SELECT FROM orders a WHERE a.id = n.queued_behind AND a.driver_id = n.driver_id AND a.status = 'STARTED')) AS orphans,
      (SELECT count(*)::int FROM (
        SELECT driver_id FROM orders WHERE status IN ('MATCHED', 'ARRIVED', 'STARTED') AND queued_behind IS NULL
        GROUP BY 1 HAVING count(*) > 1) c) AS crowded`);
  expect(broken).toEqual({ orphans: 0, crowded: 0 });
}

test("a driver about to end a trip is offered the next one, drives it afterwards, and both are paid", async () => {
  const running = await runTrip();
  const { driver, trip } = running;
  const { rider, order } = await bookNext(running);
  await world.work();
  const offer = await currentOffer(world.ctx, driver);
  expect(offer).toMatchObject({ orderId: order.orderId, isNextTrip: true, pickupDistanceM: 200 });
  const { order: queued } = await acceptOffer(world.ctx, driver, { offerId: offer?.offerId ?? "" });
  expect(queued).toMatchObject({ status: "MATCHED", isQueued: true, queuedBehind: trip.orderId });
  expect(await getOrder(world.ctx, rider, order)).toMatchObject({
    status: "MATCHED",
    isQueued: true,
    queuedBehind: null,
  });
  expect((await getActiveOrder(world.ctx, driver))?.orderId).toBe(trip.orderId);
  expect((await getNextOrder(world.ctx, driver))?.orderId).toBe(order.orderId);
  for (const status of ["ARRIVED", "STARTED"] as const) {
    expect(await codeOf(step(driver, order, status))).toBe("ORDER_IS_QUEUED");
  }

  await step(driver, trip, "FINISHED");
  const promoted = await seen(order);
  expect(promoted).toMatchObject({ status: "MATCHED", isQueued: false, driver: { driverId: driver.userId } });
  expect(promoted.promotedAt).toBe((await seen(trip)).finishedAt);
  expect((await getActiveOrder(world.ctx, driver))?.orderId).toBe(order.orderId);
  expect(await getNextOrder(world.ctx, driver)).toBeNull();
  await moveTo(driver, order.pickup);
  await step(driver, order, "ARRIVED");
  await step(driver, order, "STARTED");
  await step(driver, order, "FINISHED");
  await world.work();
  for (const [who, ridden] of [
    [running.rider, trip],
    [rider, order],
  ] as const) {
    const { settlement, finalFareMinor } = await seen(ridden);
    expect(settlement).toBe("settled");
    const { heldMinor, postedMinor } = await walletBalance(world.ctx, who, {});
    expect([heldMinor, postedMinor]).toEqual(["0", (1_000_000n - BigInt(finalFareMinor ?? 0)).toString()]);
  }
  await expectSound();
});

test("until the trip before is over its rider's whereabouts stay hidden, and the ETA is shown all the same", async () => {
  const running = await runTrip();
  const { driver, trip } = running;
  const { rider, order } = await queueNext(running);
  const stranger = await world.addRider();
  expect(await codeOf(driverLocation(world.ctx, rider, { driverId: driver.userId }))).toBe("FORBIDDEN");
  expect(await codeOf(queuedPickup(world.ctx, stranger, order))).toBe("ORDER_NOT_FOUND");
  const [position] = await readPositions(world.ctx, { cityId: world.cityId, driverIds: [driver.userId] });
  expect(position?.state).toMatchObject({ state: "busy", orderId: trip.orderId });

  const first = await queuedPickup(world.ctx, rider, order);
  expect(first).toMatchObject({ isLive: true });
  expect(Object.keys(first ?? {}).toSorted()).toEqual(["isLive", "orderId", "pickupEtaS"]);
  // A detour: the trip takes longer, and the rider who waits hears of it.
  await moveTo(driver, destination(trip.dropoff, 270, 2_000));
  const delayed = await queuedPickup(world.ctx, rider, order);
  expect(delayed?.pickupEtaS ?? 0).toBeGreaterThan((first?.pickupEtaS ?? 0) + 120);
  await world.advance(31_000);
  expect(await queuedPickup(world.ctx, rider, order)).toMatchObject({ isLive: false });

  await step(driver, trip, "FINISHED");
  expect(await queuedPickup(world.ctx, rider, order)).toBeNull();
  expect(await driverLocation(world.ctx, rider, { driverId: driver.userId })).toMatchObject({
    driverId: driver.userId,
  });
  const [now] = await readPositions(world.ctx, { cityId: world.cityId, driverIds: [driver.userId] });
  expect(now?.state).toMatchObject({ state: "busy", orderId: order.orderId });
  await cancelOrder(world.ctx, world.admin, order);
});

test("with auto-accept the next trip is matched at once; a third order finds the driver promised, and it is explained", async () => {
  const running = await runTrip({ autoAccept: true });
  const { driver } = running;
  const { order } = await bookNext(running);
  await world.work();
  expect(await seen(order)).toMatchObject({ isQueued: true, driver: { driverId: driver.userId } });
  const { rounds } = await explainDispatch(world.ctx, world.admin, order);
  const [first] = rounds[0]?.candidates ?? [];
  expect(first).toMatchObject({ driverId: driver.userId, outcome: "matched", rank: 1 });
  expect(first?.remainingS ?? 0).toBeGreaterThan(0);
  expect(first?.etaS ?? 0).toBeGreaterThan((first?.remainingS ?? 0) + 45);

  const { order: third } = await bookNext(running);
  await world.work();
  expect(await seen(third)).toMatchObject({ status: "CREATED", isSearching: true });
  const explained = await explainDispatch(world.ctx, world.admin, third);
  expect(explained.rounds[0]?.candidates).toMatchObject([{ driverId: driver.userId, outcome: "has_next_trip" }]);
  await expectSound();
  for (const waiting of [third, order]) await cancelOrder(world.ctx, world.admin, waiting);
});

test("a driver far from the end, about to stop or silent gets no offer", async () => {
  const far = await runTrip({ beforeM: 2_400 });
  const stopping = await runTrip();
  await setAvailability(world.ctx, stopping.driver, { isAvailable: false });
  const silent = await runTrip();
  await world.advance(31_000);
  for (const [running, outcome] of [
    [stopping, "offline"],
    [silent, "stale"],
    [far, "busy"],
  ] as const) {
    if (running === far) await moveTo(far.driver, destination(far.trip.dropoff, 270, 2_400));
    const { order } = await bookNext(running);
    await world.work();
    const { rounds } = await explainDispatch(world.ctx, world.admin, order);
    expect(rounds[0]?.candidates).toMatchObject([{ driverId: running.driver.userId, outcome }]);
    await cancelOrder(world.ctx, world.admin, order);
  }
});

test("where a free driver is at hand, or the city has it off, nobody on a trip is asked", async () => {
  const running = await runTrip();
  const free = await world.addDriver({ at: destination(running.nextPickup, 0, 100) });
  const { order } = await bookNext(running);
  await world.work();
  expect((await currentOffer(world.ctx, free))?.orderId).toBe(order.orderId);
  const { rounds } = await explainDispatch(world.ctx, world.admin, order);
  expect(rounds[0]?.candidates.map(({ outcome, remainingS }) => [outcome, remainingS])).toEqual([
    ["offered", null],
    ["busy", null],
  ]);
  await cancelOrder(world.ctx, world.admin, order);
  await setAvailability(world.ctx, free, { isAvailable: false });

  await world.ctx.db.execute(sql`UPDATE cities SET forward_dispatch = false WHERE id = ${world.cityId}`);
  const { order: second } = await bookNext(running);
  await world.work();
  await world.ctx.db.execute(sql`UPDATE cities SET forward_dispatch = true WHERE id = ${world.cityId}`);
  expect(await currentOffer(world.ctx, running.driver)).toBeNull();
  await cancelOrder(world.ctx, world.admin, second);
});

test("one who declines the next trip, or lets its time run out, keeps the running one and is not asked again", async () => {
  for (const answer of ["decline", "time-out"] as const) {
    const running = await runTrip();
    const { order } = await bookNext(running);
    await world.work();
    const offerId = await offerOf(running.driver);
    if (answer === "decline") await declineOffer(world.ctx, running.driver, { offerId });
    else await world.advance(16_000);
    await world.work();
    await moveTo(running.driver, running.trip.dropoff);
    await world.advance(2_500);
    await world.work();
    expect(await currentOffer(world.ctx, running.driver)).toBeNull();
    expect(await seen(order)).toMatchObject({ isSearching: true });
    expect((await getActiveOrder(world.ctx, running.driver))?.orderId).toBe(running.trip.orderId);
    await cancelOrder(world.ctx, world.admin, order);
  }
});

test("an offer made during the trip and accepted after it is an ordinary match", async () => {
  const running = await runTrip();
  const { order } = await bookNext(running);
  await world.work();
  await step(running.driver, running.trip, "FINISHED");
  const offer = await currentOffer(world.ctx, running.driver);
  expect(offer).toMatchObject({ orderId: order.orderId, isNextTrip: false });
  const { order: taken } = await acceptOffer(world.ctx, running.driver, { offerId: offer?.offerId ?? "" });
  expect(taken).toMatchObject({ status: "MATCHED", isQueued: false, promotedAt: null });
  await cancelOrder(world.ctx, world.admin, order);
});

test("a rider who waits for a busy driver cancels for nothing, however late, and the driver may be asked again", async () => {
  const running = await runTrip();
  const { rider, order } = await queueNext(running);
  await world.advance(300_000);
  await moveTo(running.driver, destination(running.trip.dropoff, 270, 250));
  expect(await cancelOrder(world.ctx, rider, order)).toMatchObject({ status: "CANCELLED", cancelFeeMinor: null });
  expect((await walletBalance(world.ctx, rider, {})).heldMinor).toBe("0");
  expect((await getActiveOrder(world.ctx, running.driver))?.orderId).toBe(running.trip.orderId);
  const { order: other } = await queueNext(running);
  expect(other.isQueued).toBe(true);
  await step(running.driver, running.trip, "FINISHED");
  expect((await getActiveOrder(world.ctx, running.driver))?.orderId).toBe(other.orderId);
  await cancelOrder(world.ctx, world.admin, other);
});

test("a driver who gives the next trip back goes on with the running one, and another is looked for", async () => {
  const running = await runTrip();
  const { order } = await queueNext(running);
  expect(await cancelOrder(world.ctx, running.driver, order)).toMatchObject({ status: "CREATED", isQueued: false });
  expect(await codeOf(cancelOrder(world.ctx, running.driver, order))).toBe("ok");
  const other = await world.addDriver({ at: running.nextPickup, autoAccept: true });
  await world.work();
  expect((await seen(order)).driver?.driverId).toBe(other.userId);
  await step(running.driver, running.trip, "FINISHED");
  expect(await getActiveOrder(world.ctx, running.driver)).toBeNull();
  await cancelOrder(world.ctx, world.admin, order);
  await setAvailability(world.ctx, other, { isAvailable: false });
});

test("when an operator ends the running trip, the next one is promoted", async () => {
  const running = await runTrip();
  const { order } = await queueNext(running);
  await cancelOrder(world.ctx, world.admin, running.trip);
  expect((await getActiveOrder(world.ctx, running.driver))?.orderId).toBe(order.orderId);
  expect((await walletBalance(world.ctx, running.rider, {})).heldMinor).toBe("0");
  await expectSound();
  await cancelOrder(world.ctx, world.admin, order);
});

test("a driver who goes offline keeps the next trip that was promised, and gets no more after it", async () => {
  const running = await runTrip();
  const { order } = await queueNext(running);
  await setAvailability(world.ctx, running.driver, { isAvailable: false });
  await step(running.driver, running.trip, "FINISHED");
  expect((await getActiveOrder(world.ctx, running.driver))?.orderId).toBe(order.orderId);
  await moveTo(running.driver, order.pickup);
  await step(running.driver, order, "STARTED");
  await moveTo(running.driver, order.dropoff);
  const after = await world.book(await world.addRider(), {
    pickup: destination(order.dropoff, 90, 100),
    dropoff: running.nextPickup,
  });
  await world.work();
  expect(await currentOffer(world.ctx, running.driver)).toBeNull();
  await cancelOrder(world.ctx, world.admin, after);
  await step(running.driver, order, "FINISHED");
});

test("when the driver disappears during the trip, the rider who waits gets another", async () => {
  const running = await runTrip();
  const { order } = await queueNext(running);
  await world.advance(125_000);
  expect(await sweepLostDrivers(world.ctx)).toBe(0);
  await world.advance(61_000);
  expect(await sweepLostDrivers(world.ctx)).toBe(1);
  expect(await seen(order)).toMatchObject({ status: "CREATED", isSearching: true, isQueued: false, driver: null });
  expect(await seen(running.trip)).toMatchObject({ status: "STARTED", driver: { driverId: running.driver.userId } });
  await cancelOrder(world.ctx, world.admin, order);
  await step(running.driver, running.trip, "FINISHED");
  expect(await getActiveOrder(world.ctx, running.driver)).toBeNull();
});

test("the database holds one next trip a driver, and lets only a matched order wait", async () => {
  const running = await runTrip();
  const { order } = await queueNext(running);
  const another = await runTrip();
  const { order: second } = await queueNext(another);
  const change = async (set: Partial<typeof orders.$inferInsert>): Promise<string> =>
    await world.ctx.db
      .update(orders)
      .set(set)
      .where(and(eq(orders.id, second.orderId)))
      .then(
        () => "ok",
        (error: unknown) => (error instanceof Error ? String(error.cause) : ""),
      );
  const driverId = running.driver.userId;
  expect(await change({ driverId })).toContain("orders_one_queued_per_driver");
  expect(await change({ driverId, queuedBehind: null })).toContain("orders_one_active_per_driver");
  expect(await change({ status: "ARRIVED" })).toContain("orders_queued_is_matched");
  expect(await change({ queuedBehind: second.orderId })).toContain("orders_queued_is_matched");
  for (const waiting of [order, second]) await cancelOrder(world.ctx, world.admin, waiting);
});

test("accepting the next trip and ending the running one at the same instant: it is the current one in both cases", async () => {
  const running = await runTrip();
  let { trip } = running;
  for (let turn = 0; turn < 12; turn += 1) {
    const { order } = await bookNext(running);
    await world.work();
    const offerId = await offerOf(running.driver);
    const codes = await Promise.all([
      codeOf(acceptOffer(world.ctx, running.driver, { offerId })),
      codeOf(step(running.driver, trip, "FINISHED")),
      codeOf(acceptOffer(world.ctx, running.driver, { offerId })),
    ]);
    expect(codes).toEqual(["ok", "ok", "ok"]);
    expect((await getActiveOrder(world.ctx, running.driver))?.orderId).toBe(order.orderId);
    expect(await getNextOrder(world.ctx, running.driver)).toBeNull();
    await expectSound();
    // It becomes the running trip of the next turn, to the same end.
    await moveTo(running.driver, order.pickup);
    await step(running.driver, order, "STARTED");
    await world.ctx.db
      .update(orders)
      .set({ dropoffLat: running.trip.dropoff.lat, dropoffLng: running.trip.dropoff.lng })
      .where(eq(orders.id, order.orderId));
    await moveTo(running.driver, running.trip.dropoff);
    trip = await seen(order);
  }
  await cancelOrder(world.ctx, world.admin, trip);
});

test("end, both cancels and a repeated accept at the same instant leave one consistent outcome, and no deadlock", async () => {
  for (let turn = 0; turn < 12; turn += 1) {
    const running = await runTrip();
    const { rider, order, offerId } = await queueNext(running);
    const [ended, byRider, byDriver, again] = await Promise.all([
      codeOf(step(running.driver, running.trip, "FINISHED")),
      codeOf(cancelOrder(world.ctx, rider, order)),
      codeOf(cancelOrder(world.ctx, running.driver, order)),
      codeOf(acceptOffer(world.ctx, running.driver, { offerId })),
    ]);
    expect(ended).toBe("ok");
    expect(byRider).toBe("ok");
    expect(["ok", "ILLEGAL_TRANSITION", "ORDER_NOT_FOUND"]).toContain(byDriver);
    expect(["ok", "OFFER_ANSWERED"]).toContain(again);
    expect(await seen(order)).toMatchObject({ status: "CANCELLED", isQueued: false });
    expect(await getActiveOrder(world.ctx, running.driver)).toBeNull();
    expect((await walletBalance(world.ctx, rider, {})).heldMinor).toBe("0");
    await expectSound();
  }
});

test("of five orders at once exactly one waits behind the trip of a driver with auto-accept", async () => {
  const running = await runTrip({ autoAccept: true });
  const booked = await Promise.all(Array.from({ length: 5 }, async () => (await bookNext(running)).order));
  await Promise.all(
    booked.map(async ({ orderId }) => matchOrder(world.ctx, { cityId: world.cityId, orderId, round: 0 })),
  );
  const views = await Promise.all(booked.map(seen));
  expect(views.filter(({ isQueued }) => isQueued)).toHaveLength(1);
  expect(views.filter(({ status }) => status === "CREATED")).toHaveLength(4);
  await expectSound();
});
