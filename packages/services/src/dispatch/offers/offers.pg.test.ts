import type { Actor } from "@atlas/core/actor";
import { destination, type LatLng } from "@atlas/core/geo";
import { drivers as driverRows } from "@atlas/db/schema/drivers";
import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveVehicle } from "../../people/save-vehicle.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { cancelOrder } from "../../orders/cancel-order.ts";
import { lockOrder } from "../../orders/record/find-order.ts";
import { getOrder } from "../../orders/views/get-order.ts";
import type { OrderView } from "../../orders/views/order-view.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { setAvailability } from "../set-availability.ts";
import { acceptOffer } from "./accept-offer.ts";
import { closeOffer } from "./close-offer.ts";
import { currentOffer } from "./current-offer.ts";
import { declineOffer } from "./decline-offer.ts";
import { explainDispatch } from "../rounds/explain-dispatch.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** More than the widest search apart, so that the tests of this file do not share drivers. */
let spot = 0;
function nextPlace(): { pickup: LatLng; dropoff: LatLng } {
  const pickup = { lat: -6.13 - 0.06 * Math.floor(spot / 3), lng: 106.76 + 0.06 * (spot % 3) };
  spot += 1;
  return { pickup, dropoff: destination(pickup, 90, 2_000) };
}

async function drivers(pickup: LatLng, ...awayM: number[]): Promise<Actor[]> {
  const added: Actor[] = [];
  for (const metres of awayM) added.push(await world.addDriver({ at: destination(pickup, 0, metres) }));
  return added;
}

async function pendingOffer(driver: Actor | undefined): Promise<string> {
  const offer = driver && (await currentOffer(world.ctx, driver));
  if (!offer) throw new Error("the driver has no offer");
  return offer.offerId;
}

async function orderOf(order: OrderView): Promise<OrderView> {
  return await getOrder(world.ctx, world.admin, order);
}

async function goOffline(...gone: (Actor | undefined)[]): Promise<void> {
  for (const driver of gone) if (driver) await setAvailability(world.ctx, driver, { isAvailable: false });
}

/** What the acceptance rate of a driver is made from. */
async function offersOf(driver: Actor | undefined): Promise<{ seen: number; accepted: number } | undefined> {
  const [row] = await world.ctx.db
    .select({ seen: driverRows.offersSeen, accepted: driverRows.offersAccepted })
    .from(driverRows)
    .where(eq(driverRows.id, driver?.userId ?? ""));
  return row;
}

test("the nearest driver is asked first; after a decline the next is asked, and the first never again", async () => {
  const place = nextPlace();
  const [near, far] = await drivers(place.pickup, 200, 900);
  const order = await world.book(await world.addRider(), place);
  await world.work();
  expect(await currentOffer(world.ctx, far ?? world.admin)).toBeNull();
  await declineOffer(world.ctx, near ?? world.admin, { offerId: await pendingOffer(near), reason: "too far" });
  await world.work();
  await declineOffer(world.ctx, far ?? world.admin, { offerId: await pendingOffer(far) });
  await world.work();
  await world.advance(2_500);
  await world.work();
  expect((await orderOf(order)).isSearching).toBe(true);
  expect(await currentOffer(world.ctx, near ?? world.admin)).toBeNull();
  const { rounds } = await explainDispatch(world.ctx, world.admin, order);
  expect(rounds[1]?.candidates.map(({ driverId, outcome }) => [driverId, outcome])).toEqual([
    [far?.userId, "offered"],
    [near?.userId, "declined"],
  ]);
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(near, far);
});

test("an offer without a response in time goes to the next driver, and a later response comes too late", async () => {
  const place = nextPlace();
  const [slow, next] = await drivers(place.pickup, 200, 900);
  if (!slow || !next) throw new Error("no drivers");
  const order = await world.book(await world.addRider(), { ...place, note: "lobby B" });
  await world.work();
  const offerId = await pendingOffer(slow);
  await world.advance(14_000);
  await world.work();
  expect(await currentOffer(world.ctx, slow)).toMatchObject({ offerId, note: "lobby B" });
  await world.advance(1_100);
  await expect(acceptOffer(world.ctx, slow, { offerId })).rejects.toMatchObject({ code: "OFFER_EXPIRED" });
  await world.work();
  await expect(acceptOffer(world.ctx, slow, { offerId })).rejects.toMatchObject({ code: "OFFER_EXPIRED" });
  const accepted = await acceptOffer(world.ctx, next, { offerId: await pendingOffer(next) });
  expect(accepted.order).toMatchObject({ orderId: order.orderId, note: "lobby B" });
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(slow, next);
});

test("a driver who goes offline with an offer in hand declines it, and the next is asked at once", async () => {
  const place = nextPlace();
  const [near, far] = await drivers(place.pickup, 200, 900);
  await world.book(await world.addRider(), place);
  await world.work();
  const offerId = await pendingOffer(near);
  await goOffline(near);
  await world.work();
  expect(await pendingOffer(far)).not.toBe(offerId);
  await expect(acceptOffer(world.ctx, near ?? world.admin, { offerId })).rejects.toMatchObject({
    code: "OFFER_ANSWERED",
  });
  await goOffline(far);
});

test("accepting twice returns the order twice; another driver's offer is refused", async () => {
  const place = nextPlace();
  const [driver, other] = await drivers(place.pickup, 100, 4_000);
  if (!driver || !other) throw new Error("no drivers");
  const order = await world.book(await world.addRider(), place);
  await world.work();
  const offerId = await pendingOffer(driver);
  await expect(acceptOffer(world.ctx, other, { offerId })).rejects.toMatchObject({ code: "OFFER_NOT_FOUND" });
  const shown = await Promise.all([
    acceptOffer(world.ctx, driver, { offerId }),
    acceptOffer(world.ctx, driver, { offerId }),
  ]);
  expect(shown.map((each) => each.order.orderId)).toEqual([order.orderId, order.orderId]);
  await expect(declineOffer(world.ctx, driver, { offerId })).rejects.toMatchObject({ code: "OFFER_ANSWERED" });
  await expect(acceptOffer(world.ctx, driver, { offerId: world.ctx.newId() })).rejects.toMatchObject({
    code: "OFFER_NOT_FOUND",
  });
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(driver, other);
});

test("when the rider cancels, the driver who was being asked is free at once and cannot accept any more", async () => {
  const place = nextPlace();
  const [driver] = await drivers(place.pickup, 100);
  if (!driver) throw new Error("no driver");
  const rider = await world.addRider();
  const order = await world.book(rider, place);
  await world.work();
  const offerId = await pendingOffer(driver);
  expect(await cancelOrder(world.ctx, rider, order)).toMatchObject({ status: "CANCELLED", cancelledBy: "rider" });
  await expect(acceptOffer(world.ctx, driver, { offerId })).rejects.toMatchObject({ code: "OFFER_TAKEN" });
  const second = await world.book(rider, place);
  await world.work();
  expect((await currentOffer(world.ctx, driver))?.orderId).toBe(second.orderId);
  await cancelOrder(world.ctx, rider, second);
  await goOffline(driver);
});

test("when the driver cancels, another is asked and the one who left is not", async () => {
  const place = nextPlace();
  const [leaver, other] = await drivers(place.pickup, 100, 900);
  if (!leaver || !other) throw new Error("no drivers");
  const rider = await world.addRider();
  const order = await world.book(rider, place);
  await world.work();
  await acceptOffer(world.ctx, leaver, { offerId: await pendingOffer(leaver) });
  const left = await cancelOrder(world.ctx, leaver, { orderId: order.orderId, reason: "flat tyre" });
  expect(left).toMatchObject({ status: "CREATED", isSearching: true, driver: null });
  await world.work();
  expect(await currentOffer(world.ctx, leaver)).toBeNull();
  await acceptOffer(world.ctx, other, { offerId: await pendingOffer(other) });
  expect((await orderOf(order)).driver?.driverId).toBe(other.userId);
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(leaver, other);
});

test("a driver on a trip, one below the minimum credit and one with another offer are passed over, and it is explained", async () => {
  const place = nextPlace();
  const busy = await world.addDriver({ at: place.pickup, autoAccept: true });
  const first = await world.book(await world.addRider(), place);
  await world.work();
  expect((await orderOf(first)).driver?.driverId).toBe(busy.userId);
  const poor = await world.addDriver({ at: destination(place.pickup, 0, 150), creditMinor: 9_999n });
  const [asked] = await drivers(place.pickup, 300);
  const second = await world.book(await world.addRider(0n), { ...place, paymentMethod: "cash" });
  await world.work();
  const third = await world.book(await world.addRider(0n), { ...place, paymentMethod: "cash" });
  await world.work();
  const outcomes = async (order: OrderView): Promise<Record<string, string>> => {
    const { rounds } = await explainDispatch(world.ctx, world.admin, order);
    return Object.fromEntries((rounds[0]?.candidates ?? []).map(({ driverId, outcome }) => [driverId, outcome]));
  };
  expect(await outcomes(second)).toMatchObject({
    [poor.userId]: "below_minimum_credit",
    [asked?.userId ?? ""]: "offered",
  });
  expect(await outcomes(third)).toMatchObject({ [busy.userId]: "busy", [asked?.userId ?? ""]: "reserved_elsewhere" });
  await expect(explainDispatch(world.ctx, busy, third)).rejects.toMatchObject({ code: "FORBIDDEN" });
  for (const order of [first, second, third]) await cancelOrder(world.ctx, world.admin, order);
  await goOffline(busy, poor, asked);
});

test("the same message delivered again holds the order out to nobody else", async () => {
  const place = nextPlace();
  const [driver, other] = await drivers(place.pickup, 100, 300);
  const order = await world.book(await world.addRider(), place);
  const { matchOrder } = await import("../rounds/match-order.ts");
  const job = { cityId: world.cityId, orderId: order.orderId, round: 0 };
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => matchOrder(world.ctx, job, "message-1")));
  expect(outcomes.filter((outcome) => outcome === "offered")).toHaveLength(1);
  const asked = await world.ctx.db.$count(offers, and(eq(offers.orderId, order.orderId), eq(offers.status, "PENDING")));
  expect(asked).toBe(1);
  await world.work();
  expect(await matchOrder(world.ctx, job, "message-1")).toBe("nothing-to-do");
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(driver, other);
});

test("the search widens from ring to ring", async () => {
  const pickup = { lat: -6.3, lng: 106.82 };
  const place = { pickup, dropoff: destination(pickup, 0, 2_000) };
  const [far] = await drivers(place.pickup, 4_500);
  const order = await world.book(await world.addRider(), place);
  await world.work();
  expect((await currentOffer(world.ctx, far ?? world.admin))?.orderId).toBe(order.orderId);
  const { rounds } = await explainDispatch(world.ctx, world.admin, order);
  expect(rounds[0]).toMatchObject({ radiusM: 5_000, candidates: [{ driverId: far?.userId, rank: 1 }] });
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(far);
});

test("a driver of another kind of vehicle is not asked", async () => {
  const place = nextPlace();
  const car = await world.addDriver({ at: MONAS, vehicleType: "go-car" });
  await world.ping(car, place.pickup);
  const order = await world.book(await world.addRider(), { ...place, vehicleType: "go-ride" });
  await world.work();
  expect(await currentOffer(world.ctx, car)).toBeNull();
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(car);
});

test("what a driver accepts, declines and lets pass counts as offers seen; what is withdrawn does not", async () => {
  const place = nextPlace();
  const [declining, slow, accepting] = await drivers(place.pickup, 100, 500, 900);
  const order = await world.book(await world.addRider(), place);
  await world.work();
  await declineOffer(world.ctx, declining ?? world.admin, { offerId: await pendingOffer(declining) });
  await world.work();
  expect(await pendingOffer(slow)).not.toBe("");
  await world.advance(15_100);
  await world.work();
  const offerId = await pendingOffer(accepting);
  expect(await offersOf(accepting)).toEqual({ seen: 0, accepted: 0 });
  await acceptOffer(world.ctx, accepting ?? world.admin, { offerId });
  expect(await offersOf(declining)).toEqual({ seen: 1, accepted: 0 });
  expect(await offersOf(slow)).toEqual({ seen: 1, accepted: 0 });
  expect(await offersOf(accepting)).toEqual({ seen: 1, accepted: 1 });
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(slow, accepting);

  const second = await world.book(await world.addRider(), place);
  await world.work();
  expect(await pendingOffer(declining)).not.toBe("");
  await cancelOrder(world.ctx, world.admin, second);
  expect(await offersOf(declining)).toEqual({ seen: 1, accepted: 0 });
  await goOffline(declining);
});

test("an offer that was accepted while its countdown ran out stays accepted", async () => {
  const place = nextPlace();
  const [driver] = await drivers(place.pickup, 100);
  if (!driver) throw new Error("no driver");
  const order = await world.book(await world.addRider(), place);
  await world.work();
  const offerId = await pendingOffer(driver);
  await acceptOffer(world.ctx, driver, { offerId });
  const closed = await inTransaction(world.ctx, async (tx) =>
    closeOffer(tx, world.ctx, await lockOrder(tx, order.orderId), { offerId, status: "TIMED_OUT", reason: null }),
  );
  expect(closed).toBe(false);
  const [offer] = await world.ctx.db.select().from(offers).where(eq(offers.id, offerId));
  expect(offer?.status).toBe("ACCEPTED");
  expect(await offersOf(driver)).toEqual({ seen: 1, accepted: 1 });
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(driver);
});

test("a driver who has changed to another kind of vehicle cannot accept what was offered for the first", async () => {
  const place = nextPlace();
  const [driver] = await drivers(place.pickup, 100);
  if (!driver) throw new Error("no driver");
  const order = await world.book(await world.addRider(), place);
  await world.work();
  const offerId = await pendingOffer(driver);
  await saveVehicle(world.ctx, driver, { vehicleType: "go-car", plate: "B 4 CAR", model: "Avanza" });
  await expect(acceptOffer(world.ctx, driver, { offerId })).rejects.toMatchObject({ code: "VEHICLE_REQUIRED" });
  expect((await orderOf(order)).status).toBe("CREATED");
  await cancelOrder(world.ctx, world.admin, order);
  await goOffline(driver);
});
