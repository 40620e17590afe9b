import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { cities } from "@atlas/db/schema/cities";
import { type OfferStatus, offers, orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { JAKARTA } from "../../demo/jakarta.ts";
import { findOrder, type OrderRow } from "../../orders/record/find-order.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { countUnserved, excludedDrivers, type Neighbourhood, unofferedAround } from "./searching-orders.ts";

const RADIUS_M = 2_000;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
afterEach(async () => {
  await world.ctx.db.update(orders).set({ status: "EXPIRED" });
});

/** An order in search for which nobody was found, `awayM` north of Monas unless `change` says otherwise. */
async function searching(change: Partial<OrderRow> = {}, awayM = 0): Promise<OrderRow> {
  const { orderId } = await world.book(await world.addRider(), { pickup: destination(MONAS, 0, awayM) });
  await world.ctx.db
    .update(orders)
    .set({ unservedSince: world.ctx.clock(), ...change })
    .where(eq(orders.id, orderId));
  return (await findOrder(world.ctx.db, orderId)).order;
}

async function aroundMonas(): Promise<Neighbourhood> {
  return { order: await searching(), radiusM: RADIUS_M, now: world.ctx.clock() };
}

/** The others around, as both questions see them. */
async function found(around: Neighbourhood): Promise<{ unserved: number; unoffered: string[] }> {
  const rows = await unofferedAround(world.ctx.db, around);
  return { unserved: await countUnserved(world.ctx.db, around), unoffered: rows.map(({ id }) => id) };
}

async function makeOffer(order: OrderRow, status: OfferStatus, driver?: Actor): Promise<string> {
  const { userId: driverId } = driver ?? (await world.addDriver());
  const now = world.ctx.clock();
  await world.ctx.db.insert(offers).values({
    id: world.ctx.newId(),
    orderId: order.id,
    driverId,
    round: 0,
    status,
    pickupDistanceM: 100,
    pickupEtaS: 60,
    offeredAt: now,
    expiresAt: now,
  });
  return driverId;
}

test("an order in search around is found, the order itself is not", async () => {
  const around = await aroundMonas();
  expect(await found(around)).toEqual({ unserved: 0, unoffered: [] });
  const other = await searching({}, 500);
  expect(await found(around)).toEqual({ unserved: 1, unoffered: [other.id] });
});

test("one that has not been tried yet joins a round, and is no sign that cars are scarce", async () => {
  const around = await aroundMonas();
  const other = await searching({ unservedSince: null });
  expect(await found(around)).toEqual({ unserved: 0, unoffered: [other.id] });
});

test("one that wants another kind of vehicle, has ended, is not dispatched or has run out wants none of these cars", async () => {
  const around = await aroundMonas();
  await searching({ vehicleType: "go-car" });
  await searching({ status: "CANCELLED" });
  await searching({ requestedAt: null });
  await searching({ expiresAt: around.now });
  expect(await found(around)).toEqual({ unserved: 0, unoffered: [] });
  const last = await searching({ expiresAt: new Date(around.now.getTime() + 1) });
  expect(await found(around)).toEqual({ unserved: 1, unoffered: [last.id] });
});

test("one of another city that shares the ground wants none of these cars", async () => {
  const around = await aroundMonas();
  const other = await searching();
  expect((await found(around)).unserved).toBe(1);
  const neighbour = `${world.cityId}-too`;
  await world.ctx.db.insert(cities).values({ ...JAKARTA, id: neighbour });
  await world.ctx.db.update(orders).set({ cityId: neighbour }).where(eq(orders.id, other.id));
  expect(await found(around)).toEqual({ unserved: 0, unoffered: [] });
});

test.each([0, 90, 180, 270])("towards %s° an order is around up to the radius", async (bearing) => {
  const around = await aroundMonas();
  const at = (awayM: number): Partial<OrderRow> => {
    const { lat, lng } = destination(MONAS, bearing, awayM);
    return { pickupLat: lat, pickupLng: lng };
  };
  const near = await searching(at(RADIUS_M - 5));
  await searching(at(RADIUS_M + 5));
  expect(await found(around)).toEqual({ unserved: 1, unoffered: [near.id] });
});

test("one that is held out to a driver does not join the round until the offer has ended", async () => {
  const around = await aroundMonas();
  const pending = await searching();
  const ended = await searching();
  await makeOffer(pending, "PENDING");
  for (const status of ["DECLINED", "TIMED_OUT", "WITHDRAWN"] as const) await makeOffer(ended, status);
  expect(await found(around)).toEqual({ unserved: 2, unoffered: [ended.id] });
});

test("the longest waiting comes first", async () => {
  const around = await aroundMonas();
  const secondsAgo = (s: number): Date => new Date(around.now.getTime() - s * 1_000);
  const [second, first, third] = [
    await searching({ requestedAt: secondsAgo(20) }),
    await searching({ requestedAt: secondsAgo(30) }),
    await searching({ requestedAt: secondsAgo(10) }),
  ];
  expect((await found(around)).unoffered).toEqual([first.id, second.id, third.id]);
});

test("drivers who declined, let the time run out or left the order are not asked again; the others may be", async () => {
  const [order, other, third] = [await searching(), await searching(), await searching()];
  const declined = await makeOffer(order, "DECLINED");
  const late = await makeOffer(order, "TIMED_OUT");
  const gone = await makeOffer(order, "ACCEPTED");
  await makeOffer(order, "WITHDRAWN");
  await makeOffer(order, "PENDING");
  const elsewhere = await makeOffer(other, "DECLINED");
  await makeOffer(third, "DECLINED");
  const excluded = await excludedDrivers(world.ctx.db, [order.id, other.id]);
  expect([...excluded.keys()].toSorted()).toEqual([order.id, other.id].toSorted());
  expect(excluded.get(order.id)?.toSorted()).toEqual([declined, late, gone].toSorted());
  expect(excluded.get(other.id)).toEqual([elsewhere]);
});
