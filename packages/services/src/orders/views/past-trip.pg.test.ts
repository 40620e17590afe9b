import type { Actor } from "@atlas/core/actor";
import { haversineM } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driverDay } from "../../history/driver-day.ts";
import { tripTrack } from "../../history/trip-track.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { updateOrderStatus } from "../update-order-status.ts";
import { getOrder } from "./get-order.ts";
import { listOrders } from "./list-orders.ts";
import { orderReceipt } from "./order-receipt.ts";
import type { OrderSummary } from "./order-summary.ts";
import type { OrderView } from "./order-view.ts";

const HOUR_MS = 3_600_000;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** The day of the city's calendar. */
function dayOf(at: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date(at));
}

interface Seen {
  readonly order: OrderView;
  readonly listed: OrderSummary | undefined;
  readonly ofReceipt: OrderView;
}

async function seenBy(actor: Actor, orderId: string): Promise<Seen> {
  const { ctx } = world;
  const { items } = await listOrders(ctx, actor, {});
  const { order: ofReceipt } = await orderReceipt(ctx, actor, { orderId });
  return {
    order: await getOrder(ctx, actor, { orderId }),
    listed: items.find((item) => item.orderId === orderId),
    ofReceipt,
  };
}

test("a day after a trip its driver keeps neither the rider's name nor the exact ends; the rider and operators keep all", async () => {
  const { ctx, admin } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: MONAS, autoAccept: true });
  const { orderId } = await world.book(rider, { note: "The blue gate, bell of Ayu" });
  await world.work();
  for (const status of ["ARRIVED", "STARTED"] as const) await updateOrderStatus(ctx, driver, { orderId, status });
  await world.drive(driver, BLOK_M, { forS: 900 });
  await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
  await world.work();
  const before = await getOrder(ctx, driver, { orderId });
  expect(before).toMatchObject({ status: "FINISHED", note: "The blue gate, bell of Ayu" });

  await world.advance(23 * HOUR_MS);
  expect(await getOrder(ctx, driver, { orderId })).toMatchObject({
    riderName: before.riderName,
    pickup: before.pickup,
  });
  expect((await tripTrack(ctx, driver, { orderId })).points.length).toBeGreaterThan(0);

  await world.advance(25 * HOUR_MS);
  const { order, listed, ofReceipt } = await seenBy(driver, orderId);
  expect(ofReceipt).toEqual(order);
  expect(order).toMatchObject({ ...listed, driver: listed?.driver });
  expect(order).toMatchObject({ riderName: "—", note: null, route: [], finalFareMinor: before.finalFareMinor });
  for (const end of ["pickup", "dropoff"] as const) {
    expect(order[end].label).toBe(`≈ ${order[end].lat.toFixed(2)}, ${order[end].lng.toFixed(2)}`);
    const offM = haversineM(order[end], before[end]);
    expect([end, offM > 20 && offM < 720]).toEqual([end, true]);
  }
  expect(await tripTrack(ctx, driver, { orderId })).toEqual({ orderId, points: [], summary: null });

  const day = dayOf(before.finishedAt ?? "");
  const theirs = await driverDay(ctx, driver, { day });
  const operators = await driverDay(ctx, admin, { driverId: driver.userId, day });
  expect(operators.polyline).not.toBe("");
  expect(theirs).toEqual({ ...operators, polyline: "", stops: [] });

  for (const actor of [rider, admin]) {
    const kept = await getOrder(ctx, actor, { orderId });
    expect(kept).toMatchObject({ riderName: before.riderName, pickup: before.pickup, route: before.route });
    expect((await tripTrack(ctx, actor, { orderId })).points.length).toBeGreaterThan(0);
  }
});
