import { destination } from "@atlas/core/geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { cancelOrder } from "./cancel-order.ts";
import { getOrder } from "./views/get-order.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import type { Actor } from "@atlas/core/actor";
import type { OrderView } from "./views/order-view.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ city: { searchRadiiM: [2_000] } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function matched(distanceM: number): Promise<{ rider: Actor; driver: Actor; order: OrderView }> {
  const rider = await world.addRider();
  const driver = await world.addDriver({ awayM: distanceM, autoAccept: true });
  const order = await world.book(rider);
  await world.work();
  return { rider, driver, order: await getOrder(world.ctx, rider, order) };
}

test("within the city's window a cancellation is free and frees the driver for the next rider", async () => {
  const { rider, driver, order } = await matched(300);
  expect(order.driver?.driverId).toBe(driver.userId);
  await world.advance(120_000);
  const cancelled = await cancelOrder(world.ctx, rider, { orderId: order.orderId, reason: "changed my mind" });
  expect(cancelled).toMatchObject({ status: "CANCELLED", cancelFeeMinor: null, cancelReason: "changed my mind" });
  expect((await walletBalance(world.ctx, rider, {})).availableMinor).toBe("1000000");
  await world.ping(driver, MONAS);
  const next = await world.book(await world.addRider());
  await world.work();
  expect((await getOrder(world.ctx, world.admin, next)).driver?.driverId).toBe(driver.userId);
  await cancelOrder(world.ctx, world.admin, next);
  await world.ping(driver, destination(MONAS, 0, 30_000));
});

test("after the window a rider pays the driver who is on the way, out of what was held", async () => {
  const { rider, driver, order } = await matched(1_500);
  await world.advance(121_000);
  await world.ping(driver, destination(MONAS, 90, 600));
  const cancelled = await cancelOrder(world.ctx, rider, order);
  expect(cancelled).toMatchObject({ cancelFeeMinor: "5000", settlement: "pending" });
  await world.work();
  expect(await getOrder(world.ctx, rider, order)).toMatchObject({ settlement: "settled" });
  expect(await walletBalance(world.ctx, rider, {})).toMatchObject({ availableMinor: "995000", heldMinor: "0" });
  expect(await orderReceipt(world.ctx, rider, order)).toMatchObject({
    totalMinor: "5000",
    lines: [{ kind: "cancel-fee" }],
  });
  await world.ping(driver, destination(MONAS, 0, 30_000));
});

test("after the window it is still free when the driver does not come nearer, or is late", async () => {
  const standing = await matched(1_500);
  await world.advance(121_000);
  await world.ping(standing.driver, destination(MONAS, 90, 1_480));
  expect((await cancelOrder(world.ctx, standing.rider, standing.order)).cancelFeeMinor).toBeNull();
  await world.ping(standing.driver, destination(MONAS, 0, 30_000));

  const late = await matched(1_500);
  await world.advance(45 * 60_000);
  await world.ping(late.driver, destination(MONAS, 90, 600));
  expect((await cancelOrder(world.ctx, late.rider, late.order)).cancelFeeMinor).toBeNull();
  // A second position of the same instant would not count.
  await world.advance(1_000);
  await world.ping(late.driver, destination(MONAS, 0, 30_000));
});

test("a driver who came late and waits at the pickup is paid for a cancellation", async () => {
  const { rider, driver, order } = await matched(1_500);
  expect(order.driver?.driverId).toBe(driver.userId);
  await world.advance(45 * 60_000);
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "ARRIVED" });
  expect(await cancelOrder(world.ctx, rider, order)).toMatchObject({ cancelFeeMinor: "5000" });
  await world.advance(1_000);
  await world.ping(driver, destination(MONAS, 0, 30_000));
});

test("an operator's cancellation costs nothing, also during the trip; the rider cannot end a trip that has started", async () => {
  const { rider, driver, order } = await matched(300);
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "STARTED" });
  await expect(cancelOrder(world.ctx, rider, order)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  await expect(cancelOrder(world.ctx, driver, order)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  expect(await cancelOrder(world.ctx, world.admin, order)).toMatchObject({
    cancelledBy: "admin",
    cancelFeeMinor: null,
  });
  expect((await walletBalance(world.ctx, rider, {})).availableMinor).toBe("1000000");
  await expect(cancelOrder(world.ctx, rider, order)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
});
