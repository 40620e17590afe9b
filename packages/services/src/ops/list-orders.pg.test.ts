import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "../orders/cancel-order.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { countCityOrders, countOrders } from "./count-orders.ts";
import { listCityOrders, type OrderFilter } from "./list-orders.ts";

const DAY_MS = 86_400_000;

let world: TestWorld;
/** Three orders on three days, oldest first: cancelled, cash; cancelled, wallet; searching, cash, by another rider. */
let booked: readonly string[];
let another: string;
beforeAll(async () => {
  world = await openTestWorld();
  const { ctx, admin } = world;
  const rider = await world.addRider();
  const first = await world.book(rider, { paymentMethod: "cash" });
  await cancelOrder(ctx, admin, { orderId: first.orderId });
  await world.advance(DAY_MS);
  const second = await world.book(rider);
  await cancelOrder(ctx, admin, { orderId: second.orderId });
  await world.advance(DAY_MS);
  const other = await world.addRider();
  another = other.userId;
  const third = await world.book(other, { paymentMethod: "cash", vehicleType: "go-car" });
  booked = [first.orderId, second.orderId, third.orderId];
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Which of the three the filter finds, in the order of the list. */
async function found(filter: OrderFilter & { sort?: "newest" | "oldest" }): Promise<number[]> {
  const { items } = await listCityOrders(world.ctx, world.admin, filter);
  return items.map(({ orderId }) => booked.indexOf(orderId) + 1);
}

/** The day of the city's calendar on which an order was booked. */
async function dayOf(orderId: string | undefined): Promise<string> {
  const [row] = await world.ctx.db.execute(sql`
    SELECT to_char(o.created_at AT TIME ZONE c.timezone, 'YYYY-MM-DD') AS day
    FROM orders o JOIN cities c ON c.id = o.city_id WHERE o.id = ${orderId}`);
  return String(row?.["day"]);
}

test("orders come newest first, or oldest first", async () => {
  expect(await found({})).toEqual([3, 2, 1]);
  expect(await found({ sort: "oldest" })).toEqual([1, 2, 3]);
});

test("a list can be of several statuses, one vehicle type, one payment method, one rider", async () => {
  expect(await found({ statuses: ["CANCELLED"] })).toEqual([2, 1]);
  expect(await found({ statuses: ["CREATED", "CANCELLED"] })).toEqual([3, 2, 1]);
  expect(await found({ statuses: ["CREATED", "CANCELLED"], sort: "oldest" })).toEqual([1, 2, 3]);
  expect(await found({ statuses: ["FINISHED"] })).toEqual([]);
  expect(await found({ vehicleType: "go-car" })).toEqual([3]);
  expect(await found({ paymentMethod: "cash" })).toEqual([3, 1]);
  expect(await found({ paymentMethod: "cash", statuses: ["CANCELLED"] })).toEqual([1]);
  expect(await found({ riderId: another })).toEqual([3]);
  expect(await found({ driverId: another })).toEqual([]);
  const [first = "", , third = ""] = booked;
  expect(await found({ orderIds: [first, third] })).toEqual([3, 1]);
  expect(await found({ orderIds: [first, third], statuses: ["CREATED"] })).toEqual([3]);
});

test("days are the city's, the last one included", async () => {
  const [first, second] = [await dayOf(booked[0]), await dayOf(booked[1])];
  expect(await found({ fromDay: second })).toEqual([3, 2]);
  expect(await found({ toDay: second })).toEqual([2, 1]);
  expect(await found({ fromDay: first, toDay: first })).toEqual([1]);
  // Midnight in Jakarta is five in the afternoon of the day before in Greenwich.
  const [row] = await world.ctx.db.execute(sql`
    UPDATE orders SET created_at = (${second}::date)::timestamp AT TIME ZONE 'Asia/Jakarta'
    WHERE id = ${booked[1]} RETURNING created_at AT TIME ZONE 'UTC' AS utc`);
  expect(String(row?.["utc"])).toContain("17:00:00");
  expect(await found({ fromDay: second, toDay: second })).toEqual([2]);
  expect(await found({ toDay: first })).toEqual([1]);
});

test("what a trip costs is the final fare once there is one", async () => {
  const { items } = await listCityOrders(world.ctx, world.admin, { vehicleType: "go-car" });
  const fare = BigInt(items[0]?.fareMinor ?? 0);
  expect(await found({ minFareMinor: fare })).toEqual([3]);
  expect(await found({ maxFareMinor: fare - 1n })).toEqual([2, 1]);
  await world.ctx.db.execute(sql`UPDATE orders SET final_fare_minor = ${fare} WHERE id = ${booked[0]}`);
  expect(await found({ minFareMinor: fare, maxFareMinor: fare })).toEqual([3, 1]);
});

test.each(["newest", "oldest"] as const)("pages of one follow one another without a gap, %s first", async (sort) => {
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await listCityOrders(world.ctx, world.admin, {
      sort,
      limit: 1,
      cursor,
      statuses: ["CREATED", "CANCELLED"],
    });
    seen.push(...page.items.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(sort === "oldest" ? booked : booked.toReversed());
});

test("the totals are of what the filter finds", async () => {
  const { items } = await listCityOrders(world.ctx, world.admin, { statuses: ["CANCELLED"] });
  const fares = items.map(({ fareMinor, finalFareMinor }) => BigInt(finalFareMinor ?? fareMinor));
  expect(await countCityOrders(world.ctx, world.admin, { statuses: ["CANCELLED"] })).toEqual({
    count: 2,
    hasMore: false,
    fareMinor: fares.reduce((sum, fare) => sum + fare, 0n).toString(),
    currency: "IDR",
  });
  expect(await countCityOrders(world.ctx, world.admin, { query: "nobody is called that" })).toMatchObject({
    count: 0,
    fareMinor: "0",
  });
  const rider = await world.addRider();
  await expect(countCityOrders(world.ctx, rider, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("more than are counted are said to be more, without a sum", async () => {
  const { ctx, cityId } = world;
  expect(await countOrders(ctx.db, { cityId }, 2)).toMatchObject({ count: 2, hasMore: true, fareMinor: null });
  expect(await countOrders(ctx.db, { cityId }, 3)).toMatchObject({ count: 3, hasMore: false });
});

test("a city that is not there has no totals", async () => {
  const nowhere = countCityOrders(world.ctx, world.admin, { cityId: "nowhere" });
  await expect(nowhere).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
});
