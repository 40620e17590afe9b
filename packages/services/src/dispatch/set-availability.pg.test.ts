import type { Actor } from "@atlas/core/actor";
import { vehicles } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driverProfile } from "../people/driver-profile.ts";
import { saveVehicle } from "../people/save-vehicle.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { setAvailability } from "./set-availability.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function activeVehicle(driver: Actor): Promise<string | undefined> {
  return (await driverProfile(world.ctx, driver)).vehicles.find(({ isActive }) => isActive)?.vehicleId;
}

test("a driver without a vehicle does not go online", async () => {
  const driver = await world.addDriver();
  await setAvailability(world.ctx, driver, { isAvailable: false });
  await world.ctx.db.update(vehicles).set({ isActive: false }).where(eq(vehicles.driverId, driver.userId));
  await expect(setAvailability(world.ctx, driver, { isAvailable: true })).rejects.toMatchObject({
    code: "VEHICLE_REQUIRED",
  });
  expect((await driverProfile(world.ctx, driver)).status).toBe("offline");
  expect(await setAvailability(world.ctx, driver, { isAvailable: false })).toMatchObject({ isAvailable: false });
});

test("nobody but the driver and an operator takes a driver online or offline", async () => {
  const [driver, other, rider] = [await world.addDriver(), await world.addDriver(), await world.addRider()];
  const off = { driverId: driver.userId, isAvailable: false };
  for (const stranger of [other, rider]) {
    await expect(setAvailability(world.ctx, stranger, off)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  expect((await driverProfile(world.ctx, driver)).status).toBe("available");
  expect(await setAvailability(world.ctx, world.admin, off)).toMatchObject({ isAvailable: false });
  await expect(setAvailability(world.ctx, world.admin, { isAvailable: true })).rejects.toMatchObject({
    code: "DRIVER_NOT_FOUND",
  });
});

test("what takes the driver's pings hears of a change, and not of one that was refused", async () => {
  const [driver, stranger] = [await world.addDriver(), await world.addDriver()];
  const forgotten: string[] = [];
  const ctx = { ...world.ctx, pingIntake: { forget: (driverId: string) => forgotten.push(driverId) } };
  const off = { driverId: driver.userId, isAvailable: false };
  await expect(setAvailability(ctx, stranger, off)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(forgotten).toEqual([]);
  await setAvailability(ctx, driver, off);
  expect(forgotten).toEqual([driver.userId]);
});

test("a driver drives one of their own vehicles, and keeps it for the whole trip", async () => {
  const [driver, other] = [await world.addDriver({ autoAccept: true, awayM: 20 }), await world.addDriver()];
  const first = await activeVehicle(driver);
  await saveVehicle(world.ctx, driver, { vehicleType: "go-ride", plate: "B 2 TWO", model: "Vario" });
  const drive = async (vehicleId: string | undefined): Promise<unknown> =>
    setAvailability(world.ctx, driver, { isAvailable: true, vehicleId });
  await expect(drive(await activeVehicle(other))).rejects.toMatchObject({ code: "NOT_FOUND" });
  const second = await activeVehicle(driver);
  await drive(first);
  expect(await activeVehicle(driver)).toBe(first);
  await world.book(await world.addRider());
  await world.work();
  expect((await driverProfile(world.ctx, driver)).status).toBe("busy");
  await expect(drive(second)).rejects.toMatchObject({ code: "DRIVER_HAS_ACTIVE_ORDER" });
  expect(await activeVehicle(driver)).toBe(first);
});
