import type { Actor } from "@atlas/core/actor";
import { endedSessions, sessions } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { setAvailability } from "../dispatch/set-availability.ts";
import { getOrder } from "../orders/views/get-order.ts";
import { driverProfile } from "../people/driver-profile.ts";
import { claimSending } from "../tracker/live-map/sending-phone.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { goOnlineByPosting } from "../tracker/go-online-by-posting.ts";
import { expireSessions, sweepEndedSessions } from "./sweep-ended-sessions.ts";

const HOUR_MS = 3_600_000;

let world: TestWorld;
beforeEach(async () => {
  world = await openTestWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

/** The actor with one more session of an hour. */
async function signIn(actor: Actor): Promise<Actor & { readonly sessionId: string }> {
  const { clock, newId } = world.ctx;
  const sessionId = newId();
  const expiresAt = new Date(clock().getTime() + HOUR_MS);
  await world.identity
    .insert(sessions)
    .values({ id: sessionId, userId: actor.userId, token: `token-${sessionId}`, expiresAt });
  return { ...actor, sessionId };
}

async function end({ sessionId }: { readonly sessionId: string }): Promise<void> {
  await world.ctx.db.delete(sessions).where(eq(sessions.id, sessionId));
}

async function statusOf(driver: Actor): Promise<string> {
  return (await driverProfile(world.ctx, driver)).status;
}

test("a driver whose session was deleted by hand is not matched, and nobody waits for their response", async () => {
  const phone = await signIn(await world.addDriver({ awayM: 100 }));
  const asked = await world.book(await world.addRider());
  await world.work();
  expect((await currentOffer(world.ctx, phone))?.orderId).toBe(asked.orderId);
  await setAvailability(world.ctx, phone, { isAvailable: true, autoAccept: true });
  await end(phone);
  expect(await sweepEndedSessions(world.ctx)).toBe(1);
  expect(await statusOf(phone)).toBe("offline");
  expect(await currentOffer(world.ctx, phone)).toBeNull();
  const next = await world.addDriver({ awayM: 900, autoAccept: true });
  const later = await world.book(await world.addRider());
  await world.work();
  expect((await getOrder(world.ctx, world.admin, later)).driver?.driverId).not.toBe(phone.userId);
  expect((await getOrder(world.ctx, world.admin, asked)).driver?.driverId).not.toBe(phone.userId);
  expect(["available", "on_trip", "busy"]).toContain(await statusOf(next));
  expect(await world.ctx.db.$count(endedSessions)).toBe(0);
});

test("a session that runs out takes its driver offline", async () => {
  const phone = await signIn(await world.addDriver());
  await world.advance(HOUR_MS - 60_000);
  expect(await expireSessions(world.ctx)).toBe(0);
  await world.advance(60_000);
  expect(await expireSessions(world.ctx)).toBe(1);
  expect(await sweepEndedSessions(world.ctx)).toBe(1);
  expect(await statusOf(phone)).toBe("offline");
});

test("another session keeps the driver online while it sends, and not by being there", async () => {
  const [driver, idle] = [await world.addDriver(), await world.addDriver()];
  const [phone, other] = [await signIn(driver), await signIn(driver)];
  const [only] = [await signIn(idle), await signIn(idle)];
  await claimSending(world.ctx, other.sessionId, { driverId: driver.userId, cityId: world.cityId });
  await Promise.all([end(phone), end(only)]);
  expect(await sweepEndedSessions(world.ctx)).toBe(2);
  expect([await statusOf(driver), await statusOf(idle)]).toEqual(["available", "offline"]);
  await end(other);
  await sweepEndedSessions(world.ctx);
  expect(await statusOf(driver)).toBe("offline");
});

test("who has just gone online by another session stays so before its first position", async () => {
  const driver = await world.addDriver();
  const [old, fresh] = [await signIn(driver), await signIn(driver)];
  await end(old);
  await setAvailability(world.ctx, fresh, { isAvailable: true });
  await sweepEndedSessions(world.ctx);
  expect(await statusOf(driver)).toBe("available");
});

test("a driver on a trip keeps it, and gets no further one", async () => {
  const phone = await signIn(await world.addDriver({ autoAccept: true }));
  const order = await world.book(await world.addRider());
  await world.work();
  await end(phone);
  await sweepEndedSessions(world.ctx);
  const { status, driver } = await getOrder(world.ctx, world.admin, order);
  expect([status, driver?.driverId]).toEqual(["MATCHED", phone.userId]);
  expect((await driverProfile(world.ctx, phone)).isAvailable).toBe(false);
});

test("one user's ends are done without those of others", async () => {
  const [first, second] = [await signIn(await world.addDriver()), await signIn(await world.addDriver())];
  await Promise.all([end(first), end(second)]);
  expect(await sweepEndedSessions(world.ctx, first.userId)).toBe(1);
  expect([await statusOf(first), await statusOf(second)]).toEqual(["offline", "available"]);
});

test("a call that was let in before its session ended does not bring the driver online again", async () => {
  const phone = await signIn(await world.addDriver());
  await end(phone);
  await sweepEndedSessions(world.ctx);
  const refused = { code: "UNAUTHENTICATED" };
  await expect(setAvailability(world.ctx, phone, { isAvailable: true })).rejects.toMatchObject(refused);
  const pingIntake = { offer: async () => [], hasUnsetAvailability: async () => true, forget() {} };
  const posting = goOnlineByPosting({ ...world.ctx, pingIntake }, phone, phone.userId);
  await expect(posting).rejects.toMatchObject(refused);
  expect(await statusOf(phone)).toBe("offline");
});
