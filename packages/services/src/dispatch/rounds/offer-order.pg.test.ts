import type { Actor } from "@atlas/core/actor";
import { vehicles } from "@atlas/db/schema/drivers";
import { offers } from "@atlas/db/schema/orders";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCity } from "../../cities/find-city.ts";
import { findOrder, lockOrder, type OrderRow } from "../../orders/record/find-order.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { setAvailability } from "../set-availability.ts";
import type { Contender } from "./contender.ts";
import { type OfferResult, offerOrder } from "./offer-order.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function contend(driver: Actor, autoAccept: boolean): Promise<Contender> {
  const [vehicle] = await world.ctx.db.select().from(vehicles).where(eq(vehicles.driverId, driver.userId));
  return {
    driverId: driver.userId,
    vehicleId: vehicle?.id ?? "",
    autoAccept,
    distanceM: 199.6,
    etaS: 60.4,
    idleS: 0,
    offersSeen: 0,
    offersAccepted: 0,
    trip: null,
  };
}

async function contenders(...autoAccept: boolean[]): Promise<Contender[]> {
  const made: Contender[] = [];
  for (const each of autoAccept) made.push(await contend(await world.addDriver(), each));
  return made;
}

/** Holds a new order out to at most `size` of them. */
async function offerTo(asked: readonly Contender[], size: number): Promise<OfferResult & { order: OrderRow }> {
  const { orderId } = await world.book(await world.addRider());
  const city = await findCity(world.ctx.db, world.cityId);
  const result = await inTransaction(world.ctx, async (tx) =>
    offerOrder(tx, world.ctx, { city, order: await lockOrder(tx, orderId), contenders: asked, size }),
  );
  return { ...result, order: (await findOrder(world.ctx.db, orderId)).order };
}

async function offersOf(order: OrderRow): Promise<{ driverId: string; status: string }[]> {
  return await world.ctx.db
    .select({ driverId: offers.driverId, status: offers.status })
    .from(offers)
    .where(eq(offers.orderId, order.id))
    .orderBy(asc(offers.id));
}

const outcomesOf = (result: OfferResult): [string, string][] => [...result.outcomes];

test("the first with auto-accept has the order at once, and nobody else is asked", async () => {
  const [auto, plain] = await contenders(true, false);
  if (!auto || !plain) throw new Error("no contenders");
  const result = await offerTo([auto, plain], 2);
  expect(result).toMatchObject({ outcome: "matched", order: { status: "MATCHED", driverId: auto.driverId } });
  expect(outcomesOf(result)).toEqual([[auto.driverId, "matched"]]);
  expect(await offersOf(result.order)).toEqual([{ driverId: auto.driverId, status: "ACCEPTED" }]);
});

test("one with auto-accept is passed over while the order is held out to another, and the next is asked", async () => {
  const [first, auto, second] = await contenders(false, true, false);
  if (!first || !auto || !second) throw new Error("no contenders");
  const result = await offerTo([first, auto, second], 2);
  expect(result).toMatchObject({ outcome: "offered", order: { status: "CREATED", driverId: null } });
  expect(outcomesOf(result)).toEqual([
    [first.driverId, "offered"],
    [second.driverId, "offered"],
  ]);
  expect(await offersOf(result.order)).toEqual([
    { driverId: first.driverId, status: "PENDING" },
    { driverId: second.driverId, status: "PENDING" },
  ]);
});

test("no more are asked than the wave is large", async () => {
  const [first, second] = await contenders(false, false);
  if (!first || !second) throw new Error("no contenders");
  const result = await offerTo([first, second], 1);
  expect(outcomesOf(result)).toEqual([[first.driverId, "offered"]]);
  expect(await offersOf(result.order)).toHaveLength(1);
});

test("who went offline, or has another order in hand or on offer, cannot be reserved", async () => {
  const [gone, asked, driving] = await contenders(false, false, true);
  if (!gone || !asked || !driving) throw new Error("no contenders");
  await setAvailability(world.ctx, { userId: gone.driverId, role: "driver" }, { isAvailable: false });
  await offerTo([asked], 1);
  await offerTo([driving], 1);
  const result = await offerTo([gone, asked, driving], 3);
  expect(result).toMatchObject({ outcome: "waiting", order: { status: "CREATED" } });
  expect(outcomesOf(result).map(([, outcome]) => outcome)).toEqual(Array(3).fill("reserved_elsewhere"));
  expect(await offersOf(result.order)).toEqual([]);
});

test("the offer says where the driver is and expires after the city's time for a response", async () => {
  const [contender] = await contenders(false);
  if (!contender) throw new Error("no contender");
  const { order } = await offerTo([contender], 1);
  const [offer] = await world.ctx.db.select().from(offers).where(eq(offers.orderId, order.id));
  const now = world.ctx.clock();
  expect(offer).toMatchObject({ pickupDistanceM: 200, pickupEtaS: 60, behindOrderId: null, remainingS: null });
  expect(offer?.offeredAt).toEqual(now);
  expect(offer?.expiresAt).toEqual(new Date(now.getTime() + 15_000));
});
