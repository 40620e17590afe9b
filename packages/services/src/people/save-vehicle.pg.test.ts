import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { driverProfile } from "./driver-profile.ts";
import { saveVehicle } from "./save-vehicle.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("the vehicle that a driver saves is the one that is driven; a known plate is updated", async () => {
  const driver = await world.addDriver();
  await saveVehicle(world.ctx, driver, { vehicleType: "go-car", plate: " b 77  xyz ", model: "Avanza" });
  const profile = await saveVehicle(world.ctx, driver, {
    vehicleType: "go-car",
    plate: "B 77 XYZ",
    model: "Avanza 2024",
  });
  expect(profile.vehicles).toHaveLength(2);
  expect(profile.vehicles[0]).toMatchObject({ plate: "B 77 XYZ", model: "Avanza 2024", isActive: true });
  expect(profile).toMatchObject({ status: "available", creditMinor: "100000", rating: null });
});

test("another driver's plate, a rider's vehicle and a change during a trip are refused", async () => {
  const [first, second] = [await world.addDriver(), await world.addDriver({ autoAccept: true, awayM: 50 })];
  const vehicle = { vehicleType: "go-ride" as const, plate: "B 1 OWN", model: "Vario" };
  await saveVehicle(world.ctx, first, vehicle);
  await expect(saveVehicle(world.ctx, second, vehicle)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect((await driverProfile(world.ctx, second)).vehicles.filter(({ isActive }) => isActive)).toHaveLength(1);
  const rider = await world.addRider();
  await expect(saveVehicle(world.ctx, rider, vehicle)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(saveVehicle(world.ctx, world.admin, vehicle)).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
  await world.book(rider);
  await world.work();
  expect((await driverProfile(world.ctx, second)).status).toBe("busy");
  await expect(saveVehicle(world.ctx, second, { ...vehicle, plate: "B 2 NEW" })).rejects.toMatchObject({
    code: "DRIVER_HAS_ACTIVE_ORDER",
  });
  await expect(driverProfile(world.ctx, rider, { driverId: first.userId })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
