import type { Actor } from "@atlas/core/actor";
import { destination, type LatLng } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getActiveOrder } from "../../orders/views/get-active-order.ts";
import type { OrderView } from "../../orders/views/order-view.ts";
import { updateOrderStatus } from "../../orders/update-order-status.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { currentOffer } from "../offers/current-offer.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A driver on a trip that only has to be finished, and so many riders around for whom there is no car. */
async function crowdAround(pickup: LatLng, riders: number): Promise<{ driver: Actor; end: () => Promise<void> }> {
  const driver = await world.addDriver({ at: pickup, autoAccept: true });
  const book = async (): Promise<OrderView> => {
    return await world.book(await world.addRider(), { pickup, dropoff: destination(pickup, 90, 2_000) });
  };
  const { orderId } = await book();
  await world.work();
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  for (let rider = 0; rider < riders; rider += 1) await book();
  await world.work();
  const end = async (): Promise<void> => {
    await world.ping(driver, pickup);
    await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
    await world.work();
  };
  return { driver, end };
}

async function activeOrderId(driver: Actor): Promise<string | undefined> {
  return (await getActiveOrder(world.ctx, driver))?.orderId;
}

test("a rider who waits gets the car that becomes free around, without waiting for the next round", async () => {
  const { driver, end } = await crowdAround(MONAS, 1);
  expect(await activeOrderId(driver)).toBeDefined();
  await end();
  expect(await activeOrderId(driver)).toBeDefined();
  expect(await currentOffer(world.ctx, driver)).toBeNull();
});

test("where many wait, the car stays for the round that weighs all of them", async () => {
  const { driver, end } = await crowdAround(destination(MONAS, 180, 12_000), 8);
  await end();
  expect(await activeOrderId(driver)).toBeUndefined();
  await world.advance(10_000);
  await world.ping(driver, destination(MONAS, 180, 12_000));
  await world.work();
  expect(await activeOrderId(driver)).toBeDefined();
});

test("a car that becomes free far away wakes nobody", async () => {
  const far = await crowdAround(destination(MONAS, 90, 12_000), 0);
  const near = await crowdAround(destination(MONAS, 270, 8_000), 1);
  await far.end();
  expect(await activeOrderId(far.driver)).toBeUndefined();
  await near.end();
  expect(await activeOrderId(near.driver)).toBeDefined();
});
