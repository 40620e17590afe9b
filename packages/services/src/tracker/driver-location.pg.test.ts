import { afterAll, beforeAll, expect, test } from "vitest";
import { getOrder } from "../orders/views/get-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { driverLocation } from "./driver-location.ts";
import { removeStaleDrivers } from "./live-map/remove-stale-drivers.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("a rider sees the driver of their own trip until it ends; strangers never do", async () => {
  const { ctx } = world;
  const [rider, other] = [await world.addRider(), await world.addRider()];
  const [driver, colleague] = [await world.addDriver({ at: MONAS, autoAccept: true }), await world.addDriver()];
  const where = { driverId: driver.userId };
  await expect(driverLocation(ctx, rider, where)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const { orderId } = await world.book(rider);
  await world.work();
  expect((await getOrder(ctx, rider, { orderId })).driver?.driverId).toBe(driver.userId);
  expect((await driverLocation(ctx, rider, where)).lat).toBeCloseTo(MONAS.lat, 4);
  expect((await driverLocation(ctx, driver, where)).lng).toBeCloseTo(MONAS.lng, 4);
  for (const stranger of [other, colleague]) {
    await expect(driverLocation(ctx, stranger, where)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await updateOrderStatus(ctx, driver, { orderId, status: "STARTED" });
  await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
  await expect(driverLocation(ctx, rider, where)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a driver who has left the map has no position, and one who never was is not found", async () => {
  const { ctx, admin, cityId } = world;
  const driver = await world.addDriver();
  await world.advance(121_000);
  await removeStaleDrivers(ctx, { cityId });
  const lost = driverLocation(ctx, admin, { driverId: driver.userId });
  await expect(lost).rejects.toMatchObject({ code: "POSITION_UNKNOWN" });
  const nobody = driverLocation(ctx, admin, { driverId: ctx.newId() });
  await expect(nobody).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
});
