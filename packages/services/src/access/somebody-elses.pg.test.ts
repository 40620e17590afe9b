import type { Actor } from "@atlas/core/actor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driverProfile } from "../people/driver-profile.ts";
import { driverDay } from "../history/driver-day.ts";
import { tripTrack } from "../history/trip-track.ts";
import { orderReceipt } from "../orders/views/order-receipt.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { pingedDriver } from "../tracker/pinged-driver.ts";
import { walletBalance } from "../wallet/balance.ts";
import { driverEarnings } from "../wallet/earnings.ts";
import { accountStatement } from "../ledger/read/statement.ts";
import { topUp } from "../wallet/top-up.ts";
import { getAccount } from "../people/get-account.ts";

interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
}

let world: TestWorld;
let trip: Trip;
let strangers: readonly Actor[];
beforeAll(async () => {
  world = await openTestWorld();
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: MONAS, autoAccept: true });
  const { orderId } = await world.book(rider);
  await world.work();
  trip = { rider, driver, orderId };
  strangers = [await world.addRider(), await world.addDriver()];
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("somebody else's track looks like none, and a trip that has not started has none", async () => {
  const { ctx } = world;
  for (const stranger of strangers) {
    await expect(tripTrack(ctx, stranger, trip)).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  }
  for (const own of [trip.rider, trip.driver, world.admin]) {
    await expect(tripTrack(ctx, own, trip)).rejects.toMatchObject({ code: "TRACK_NOT_FOUND" });
  }
});

test("a trip that is under way has no receipt", async () => {
  await expect(orderReceipt(world.ctx, trip.rider, trip)).rejects.toMatchObject({ code: "ORDER_NOT_FINISHED" });
});

test("a driver who does not exist has no profile, no day, no earnings and no wallet", async () => {
  const { ctx, admin } = world;
  const driverId = ctx.newId();
  await expect(driverProfile(ctx, admin, { driverId })).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
  const day = driverDay(ctx, admin, { driverId, day: "2026-11-22" });
  await expect(day).rejects.toMatchObject({ code: "DRIVER_NOT_FOUND" });
  await expect(driverEarnings(ctx, admin, { driverId })).rejects.toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
  const statement = accountStatement(ctx, admin, { userId: driverId });
  await expect(statement).rejects.toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
});

test("a person whose account has been deleted is signed out", async () => {
  const gone = { userId: world.ctx.newId(), role: "rider" } as const;
  await expect(getAccount(world.ctx, gone)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("a driver's position comes from the driver, or from an operator who says whose it is", () => {
  const [rider, driver] = [trip.rider, trip.driver];
  expect(pingedDriver(driver, undefined)).toBe(driver.userId);
  expect(pingedDriver(world.admin, driver.userId)).toBe(driver.userId);
  expect(() => pingedDriver(world.admin, undefined)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  for (const stranger of [rider, ...strangers]) {
    expect(() => pingedDriver(stranger, driver.userId)).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  }
});

test("outside the demo nobody makes money by topping up", async () => {
  const input = { amountMinor: 1_000n, idempotencyKey: "free money" };
  const attempt = topUp({ ...world.ctx, isDemo: false }, trip.rider, input);
  await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
  const before = await walletBalance(world.ctx, trip.rider, {});
  expect(await topUp(world.ctx, trip.rider, input)).toMatchObject({
    availableMinor: String(BigInt(before.availableMinor) + 1_000n),
  });
});
