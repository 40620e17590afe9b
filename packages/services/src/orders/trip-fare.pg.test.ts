import type { Actor } from "@atlas/core/actor";
import { destination, haversineM, type LatLng } from "@atlas/core/geo";
import type { Route, RoutingProvider } from "@atlas/core/routing";
import { gpsPoints } from "@atlas/db/schema/history";
import { orderEvidence, orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setAvailability } from "../dispatch/set-availability.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { sweepFareQuestions } from "../ops/sweep-fare-questions.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { confirmFare } from "./confirm-fare.ts";
import { fareOfLocked, priceTrip } from "./price-trip.ts";
import { lockOrder } from "./record/find-order.ts";
import { setOrderStatus } from "./set-order-status.ts";
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
  await world[Symbol.asyncDispose]();
});

// Motorbikes cost 10 000 + 3 000/km, 10 000 at least, in steps of 500. From Monas to Blok M it is 8.4 km as the crow flies; for want
// of a road network the quote is for more.
const STRAIGHT_M = haversineM(MONAS, BLOK_M);
const MINIMUM = "10000";
const TOWN_MPS = 14;

interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly order: OrderView;
}

/** A trip from Monas to Blok M that has just started, the car at the pickup. */
async function startTrip(options: { paymentMethod?: "wallet" | "cash" } = {}): Promise<Trip> {
  const rider = await world.addRider();
  const driver = await addOnlyDriver();
  const order = await world.book(rider, options);
  await world.work();
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "STARTED" });
  return { rider, driver, order };
}

const online: Actor[] = [];

/** Who has driven in a test before goes offline first. */
async function addOnlyDriver(awayM = 0): Promise<Actor> {
  for (const before of online.splice(0)) await setAvailability(world.ctx, before, { isAvailable: false });
  const driver = await world.addDriver({ autoAccept: true, awayM });
  online.push(driver);
  return driver;
}

/** So far along the way. */
function along(share: number): LatLng {
  return destination(MONAS, bearingToBlokM, STRAIGHT_M * share);
}
const bearingToBlokM = 202.85;

async function drive(driver: Actor, to: LatLng, from: LatLng = MONAS): Promise<void> {
  await world.drive(driver, to, { forS: haversineM(from, to) / TOWN_MPS });
}

async function finish({ driver, order }: Trip): Promise<OrderView> {
  const finished = await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "FINISHED" });
  await world.work();
  return finished;
}

async function wallet(user: Actor): Promise<{ available: bigint; held: bigint }> {
  const { availableMinor, heldMinor } = await walletBalance(world.ctx, user, {});
  return { available: BigInt(availableMinor), held: BigInt(heldMinor) };
}

test("a full track costs the quote, settles at once and asks nothing", async () => {
  const trip = await startTrip();
  await drive(trip.driver, BLOK_M);
  const finished = await finish(trip);
  expect(finished.finalFareMinor).toBe(trip.order.fareMinor);
  expect(finished.fareReason).toMatchObject({ basis: "quote", missing: [], question: null });
  expect(finished.fareReason?.knownM).toBeCloseTo(STRAIGHT_M, -2);
  expect(await wallet(trip.rider)).toEqual({ available: 1_000_000n - BigInt(trip.order.fareMinor), held: 0n });
});

test("a detour costs no more than quoted", async () => {
  const trip = await startTrip();
  const aside = destination(MONAS, 90, 5_000);
  await drive(trip.driver, aside);
  await drive(trip.driver, BLOK_M, aside);
  expect((await finish(trip)).finalFareMinor).toBe(trip.order.fareMinor);
});

test("a trip that ends early costs what was driven, however long it took, and the rest of the hold is free again", async () => {
  const trip = await startTrip();
  await drive(trip.driver, destination(MONAS, bearingToBlokM, 1_400));
  await world.drive(trip.driver, destination(MONAS, bearingToBlokM, 1_400), { forS: 600 });
  const finished = await finish(trip);
  expect(finished).toMatchObject({
    finalFareMinor: "14000",
    fareReason: { basis: "known-distance", knownM: 1_400, missing: [], question: null },
  });
  expect(await wallet(trip.rider)).toEqual({ available: 986_000n, held: 0n });
  const receipt = await orderReceipt(world.ctx, trip.rider, trip.order);
  expect(receipt.lines.map(({ kind }) => kind)).toEqual(["fare", "early-end"]);
  expect(receipt.totalMinor).toBe("14000");
});

test("a driver who presses all three within a moment, 14 km away, gets the minimum", async () => {
  const rider = await world.addRider();
  const driver = await addOnlyDriver(500);
  const order = await world.book(rider);
  await world.work();
  await world.ping(driver, destination(MONAS, 0, 14_000));
  for (const status of ["ARRIVED", "STARTED", "FINISHED"] as const) {
    await setOrderStatus(world.ctx, driver, { orderId: order.orderId, status });
  }
  await world.work();
  const receipt = await orderReceipt(world.ctx, rider, order);
  expect(receipt).toMatchObject({ totalMinor: MINIMUM, order: { fareReason: { basis: "minimum", question: null } } });
  expect(await wallet(rider)).toEqual({ available: 990_000n, held: 0n });
  expect(BigInt(order.fareMinor)).toBeGreaterThan(30_000n);
});

test.each([
  ["stands still for 56 s", async (driver: Actor) => world.drive(driver, MONAS, { forS: 56 })],
  ["stands still for 66 s", async (driver: Actor) => world.drive(driver, MONAS, { forS: 66 })],
  ["stands still for 66 s with GPS off", async () => world.advance(66_000)],
  ["stands still for ten minutes", async (driver: Actor) => world.drive(driver, MONAS, { forS: 600 })],
  ["drives 190 m", async (driver: Actor) => world.drive(driver, destination(MONAS, 0, 190), { forS: 90 })],
  ["invents the route", async (driver: Actor) => world.drive(driver, BLOK_M, { forS: 600, isMock: true })],
])("a driver who %s gets the minimum", async (_, during) => {
  const trip = await startTrip();
  await during(trip.driver);
  expect(await finish(trip)).toMatchObject({ finalFareMinor: MINIMUM, fareReason: { basis: "minimum" } });
});

test("GPS off for the whole trip: the minimum settles at once, and the rider's yes pays the rest of the quote", async () => {
  const trip = await startTrip();
  const { rider, driver, order } = trip;
  const quote = BigInt(order.fareMinor);
  await world.advance(900_000);
  const finished = await finish(trip);
  const rest = quote - 10_000n;
  const confirmBy = new Date(world.ctx.clock().getTime() + 600_000).toISOString();
  expect(finished).toMatchObject({
    finalFareMinor: MINIMUM,
    fareReason: { basis: "minimum", missing: ["end"], question: { amountMinor: `${rest}`, confirmBy, answer: null } },
  });
  expect(await wallet(rider)).toEqual({ available: 1_000_000n - quote, held: rest });
  expect((await orderReceipt(world.ctx, rider, order)).lines).toEqual([
    { kind: "fare", amountMinor: order.fareMinor },
    { kind: "not-confirmed", amountMinor: `${-rest}` },
  ]);

  const confirmed = await confirmFare(world.ctx, rider, { orderId: order.orderId, hasArrived: true });
  expect(confirmed).toMatchObject({ finalFareMinor: order.fareMinor, fareReason: { question: { answer: "yes" } } });
  expect(await confirmFare(world.ctx, rider, { orderId: order.orderId, hasArrived: true })).toEqual(confirmed);
  expect(await wallet(rider)).toEqual({ available: 1_000_000n - quote, held: 0n });
  const share = (bps: bigint): bigint => (quote * bps) / 10_000n;
  expect((await wallet(driver)).available).toBe(100_000n + quote - share(2_000n) - share(100n));
  const receipt = await orderReceipt(world.ctx, rider, order);
  expect(receipt).toMatchObject({ totalMinor: order.fareMinor, lines: [{ kind: "fare" }] });
  const timeline = await orderTimeline(world.ctx, world.admin, { orderId: order.orderId });
  expect(timeline.holds).toMatchObject([
    { purpose: "charge", status: "captured", amountMinor: MINIMUM },
    { purpose: "unproven", status: "captured", amountMinor: `${rest}` },
  ]);
  expect(timeline.transfers.map(({ kind }) => kind)).toEqual([
    "fare",
    "commission",
    "tax",
    "fare",
    "commission",
    "tax",
  ]);
});

test("a rider who says no, or says nothing for ten minutes, pays what is proven", async () => {
  for (const answer of ["no", "silent"] as const) {
    await sweepFareQuestions(world.ctx);
    const trip = await startTrip();
    await world.advance(900_000);
    await finish(trip);
    const { orderId } = trip.order;
    if (answer === "no") await confirmFare(world.ctx, trip.rider, { orderId, hasArrived: false });
    await world.advance(599_000);
    expect(await sweepFareQuestions(world.ctx)).toBe(0);
    await world.advance(1_000);
    expect(await sweepFareQuestions(world.ctx)).toBe(answer === "silent" ? 1 : 0);
    expect(await wallet(trip.rider)).toEqual({ available: 990_000n, held: 0n });
    const { order } = await orderReceipt(world.ctx, trip.rider, { orderId });
    expect(order).toMatchObject({ finalFareMinor: MINIMUM, fareReason: { question: { answer } } });
  }
});

test("the city says for how long its riders are asked", async () => {
  const trip = await startTrip();
  await world.advance(900_000);
  const settings = await world.ctx.settings.get(world.cityId);
  const shorter = { ...world.ctx, settings: { get: async () => ({ ...settings, fareConfirmS: 60 }) } };
  const step = { orderId: trip.order.orderId, status: "FINISHED" as const };
  const { fareReason, finishedAt } = await updateOrderStatus(shorter, trip.driver, step);
  const asked = Date.parse(fareReason?.question?.confirmBy ?? "") - Date.parse(finishedAt ?? "");
  expect(asked).toBe(60_000);
});

test("a hole costs the straight line where no road network is, and the rider may confirm the rest", async () => {
  const trip = await startTrip();
  await drive(trip.driver, along(0.2));
  await world.advance(300_000);
  await world.drive(trip.driver, along(0.6));
  await drive(trip.driver, BLOK_M, along(0.6));
  const finished = await finish(trip);
  // 10 000 + 3 000/km as the crow flies, in steps of 500.
  const known = BigInt(Math.round((10_000 + STRAIGHT_M * 3) / 500)) * 500n;
  expect(finished).toMatchObject({
    finalFareMinor: `${known}`,
    fareReason: { basis: "known-distance", missing: ["hole"] },
  });
  const rest = BigInt(trip.order.fareMinor) - known;
  expect(finished.fareReason?.question?.amountMinor).toBe(`${rest}`);
});

/** A road network of one rule: every route is so much longer than the straight line. */
function roadsOf(factor: number, asked: string[] = []): RoutingProvider {
  const route = async (from: LatLng, to: LatLng, options: object = {}): Promise<Route> => {
    asked.push(JSON.stringify(options));
    const distanceM = haversineM(from, to) * factor;
    return { distanceM, durationS: distanceM / 10, geometry: [], turns: [], isEstimate: false };
  };
  return { ...world.ctx.routing(world.cityId), isEstimate: false, route };
}

test("a hole costs the shortest legal road of the order's vehicle", async () => {
  const trip = await startTrip();
  await drive(trip.driver, along(0.2));
  await world.advance(300_000);
  await world.drive(trip.driver, along(0.4));
  const asked: string[] = [];
  const roads = roadsOf(1.25, asked);
  const step = { orderId: trip.order.orderId, status: "FINISHED" as const };
  const { fareReason } = await updateOrderStatus({ ...world.ctx, routing: () => roads }, trip.driver, step);
  expect(fareReason).toMatchObject({ basis: "known-distance", missing: ["hole"] });
  expect(fareReason?.knownM).toBeCloseTo(STRAIGHT_M * (0.2 + 0.2 * 1.25), -2);
  expect(new Set(asked)).toEqual(new Set([JSON.stringify({ vehicleType: "go-ride", by: "distance" })]));
});

test("a road network that fails holds up no trip, and brings back no quote", async () => {
  const trip = await startTrip();
  await drive(trip.driver, along(0.2));
  await world.advance(300_000);
  await world.drive(trip.driver, along(0.4));
  const roads = { ...roadsOf(1), route: () => Promise.reject(new Error("the graph is broken")) };
  const step = { orderId: trip.order.orderId, status: "FINISHED" as const };
  const { fareReason } = await updateOrderStatus({ ...world.ctx, routing: () => roads }, trip.driver, step);
  expect(fareReason).toMatchObject({ basis: "known-distance", missing: ["hole"] });
  expect(fareReason?.knownM).toBeCloseTo(STRAIGHT_M * 0.4, -2);
});

test("positions that reach the archive after the end are made good by the freshest one that was taken", async () => {
  const trip = await startTrip();
  await drive(trip.driver, along(0.97));
  // The last 20 s are on the live map, and not in the archive yet.
  await world.advance(20_000);
  await world.ping(trip.driver, BLOK_M);
  expect(await finish(trip)).toMatchObject({ finalFareMinor: trip.order.fareMinor, fareReason: { basis: "quote" } });
});

test("a cash trip costs what is proven, and that is final", async () => {
  const trip = await startTrip({ paymentMethod: "cash" });
  await world.advance(900_000);
  const finished = await finish(trip);
  expect(finished).toMatchObject({ finalFareMinor: MINIMUM, fareReason: { missing: ["end"], question: null } });
  const answer = confirmFare(world.ctx, trip.rider, { orderId: trip.order.orderId, hasArrived: true });
  await expect(answer).rejects.toMatchObject({ code: "NOTHING_TO_CONFIRM" });
});

test("a trip that was finished by the original's call settles at once, and asks nothing", async () => {
  const trip = await startTrip();
  await world.advance(900_000);
  const { orderId } = trip.order;
  const finished = await setOrderStatus(world.ctx, trip.driver, { orderId, status: "FINISHED" });
  expect(finished).toMatchObject({ finalFareMinor: MINIMUM, fareReason: { missing: ["end"], question: null } });
  await world.work();
  expect(await wallet(trip.rider)).toEqual({ available: 990_000n, held: 0n });
});

test("a trip that started before evidence was kept is priced by its track alone", async () => {
  const trip = await startTrip();
  const { orderId } = trip.order;
  await world.ctx.db.update(orders).set({ startProof: null }).where(eq(orders.id, orderId));
  await drive(trip.driver, along(0.5));
  const before = await world.ctx.db.select().from(orderEvidence).where(eq(orderEvidence.orderId, orderId));
  expect(before).toMatchObject([{ move: "started" }]);
  const earlier = destination(MONAS, 0, 900);
  await world.ctx.db
    .update(orders)
    .set({ pickupLat: earlier.lat, pickupLng: earlier.lng })
    .where(eq(orders.id, orderId));
  const finished = await finish(trip);
  expect(finished).toMatchObject({ fareReason: { basis: "known-distance", missing: [], question: null } });
  expect(finished.fareReason?.knownM).toBeCloseTo(STRAIGHT_M / 2, -2);
});

test("a price counts for the trip that it was made for, and for no other", async () => {
  const rider = await world.addRider();
  const driver = await addOnlyDriver();
  const { orderId } = await world.book(rider);
  await world.work();
  const price = async (actor: Actor) => await priceTrip(world.ctx, actor, { orderId, sighting: null });
  const before = await price(driver);
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  const changed = expect.objectContaining({ code: "ILLEGAL_TRANSITION" });
  expect(before).toBeNull();
  expect(await price(await world.addRider())).toBeNull();
  const order = await world.ctx.db.transaction(async (tx) => lockOrder(tx, orderId));
  expect(() => fareOfLocked(order, before)).toThrow(changed);
  const priced = await price(driver);
  if (priced === null) throw new Error("the trip is still running");
  expect(fareOfLocked(order, priced)).toBe(priced.fare);
  const earlier = { ...priced, trip: { ...priced.trip, startedAt: new Date(0) } };
  expect(() => fareOfLocked(order, earlier)).toThrow(changed);
  await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
});

test("FINISHED sent many times at once ends the trip once, at one price", async () => {
  const trip = await startTrip();
  await drive(trip.driver, along(0.5));
  const step = { orderId: trip.order.orderId, status: "FINISHED" as const };
  const views = await Promise.all(Array.from({ length: 8 }, () => updateOrderStatus(world.ctx, trip.driver, step)));
  expect(new Set(views.map(({ finalFareMinor }) => finalFareMinor)).size).toBe(1);
  await world.work();
  const { transfers } = await orderTimeline(world.ctx, world.admin, { orderId: step.orderId });
  expect(transfers.filter(({ kind }) => kind === "fare")).toHaveLength(1);
});

test("the track of another trip of the day counts for nothing", async () => {
  const trip = await startTrip();
  const at = new Date(world.ctx.clock().getTime() - 120_000);
  await world.ctx.db.insert(gpsPoints).values({
    cityId: world.cityId,
    driverId: trip.driver.userId,
    recordedAt: at,
    receivedAt: at,
    ...BLOK_M,
  });
  await world.advance(100_000);
  expect(await finish(trip)).toMatchObject({ finalFareMinor: MINIMUM });
});

test("the books are sound after all of it", async () => {
  await world.work();
  const owner = postgres(world.databaseUrl, { max: 1 });
  expect(await brokenPromises(owner, { isIdle: true })).toEqual([]);
  await owner.end();
});
