import { destination } from "@atlas/core/geo";
import { sessions } from "@atlas/db/schema/identity";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endOwnSession, signOutElsewhere } from "../account/end-own-sessions.ts";
import type { OwnPasswordContext, ServiceContext } from "../context.ts";
import { setAvailability } from "../dispatch/set-availability.ts";
import { type AuditEntry, listAuditLog } from "../ledger/audit/audit-log.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { createOrder } from "../orders/create-order.ts";
import { endAsNoShow } from "../orders/end-as-no-show.ts";
import { quoteRide } from "../orders/quote-ride.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { orderTimeline } from "../orders/views/order-timeline.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** What stands in the log about something, newest first. */
async function actsAbout(subjectId: string): Promise<AuditEntry[]> {
  const { items } = await listAuditLog(world.ctx, world.admin, { limit: 200 });
  return items.filter((entry) => entry.subjectId === subjectId);
}

const ADDRESS = "203.0.113.7";

test("an operator's cancellation says what the order was, why and from where, once; its timeline names the operator", async () => {
  const { ctx } = world;
  const admin = { ...world.admin, address: ADDRESS };
  const rider = await world.addRider();
  const { orderId } = await world.book(rider);
  const asked = { orderId, reason: "the rider called" };
  await cancelOrder(ctx, admin, asked);
  await cancelOrder(ctx, admin, asked);
  expect(await actsAbout(orderId)).toEqual([
    expect.objectContaining({
      action: "cancel-order",
      actorId: admin.userId,
      reason: "the rider called",
      address: ADDRESS,
      details: { before: { status: "CREATED", driverId: null }, after: { status: "CANCELLED" } },
    }),
  ]);
  const { transitions } = await orderTimeline(ctx, admin, { orderId });
  expect(transitions.map(({ to, operatorName }) => [to, operatorName === null])).toEqual([
    ["CREATED", true],
    ["CANCELLED", false],
  ]);
});

test("what riders and drivers do themselves is in the order's history alone", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const { orderId } = await world.book(rider);
  await cancelOrder(ctx, rider, { orderId });
  expect(await actsAbout(orderId)).toEqual([]);
});

test("an order booked for a rider, and each step for its driver, are on record with the person", async () => {
  const { ctx, admin } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ at: MONAS, autoAccept: true });
  const [quote] = await quoteRide(ctx, admin, {
    pickup: MONAS,
    dropoff: destination(MONAS, 180, 4_000),
    riderId: rider.userId,
  });
  if (!quote) throw new Error("no quote");
  const { orderId } = await createOrder(ctx, admin, { quoteId: quote.quoteId, paymentMethod: "cash" });
  await world.work();
  await updateOrderStatus(ctx, admin, { orderId, status: "ARRIVED", override: { note: "seen at the kerb" } });
  await updateOrderStatus(ctx, admin, { orderId, status: "STARTED" });
  await updateOrderStatus(ctx, admin, { orderId, status: "STARTED" });
  await setAvailability(ctx, admin, { driverId: driver.userId, isAvailable: false });
  const acts = (await actsAbout(orderId)).toReversed();
  expect(acts.map(({ action }) => action)).toEqual(["book-order", "arrive-order", "start-order"]);
  expect(acts[0]).toMatchObject({ details: { userId: rider.userId, paymentMethod: "cash" } });
  expect(acts[1]).toMatchObject({ reason: "seen at the kerb", details: { driverId: driver.userId } });
  expect(await actsAbout(driver.userId)).toMatchObject([
    {
      action: "set-availability",
      details: { before: { availability: "available" }, after: { availability: "offline" } },
    },
  ]);
});

test("a no-show that an operator declares is on record", async () => {
  const { ctx, admin } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ awayM: 1_500, autoAccept: true });
  const { orderId } = await world.book(rider);
  await world.work();
  await world.drive(driver, destination(MONAS, 90, 100));
  await updateOrderStatus(ctx, driver, { orderId, status: "ARRIVED" });
  await world.drive(driver, destination(MONAS, 90, 100), { forS: 600 });
  await endAsNoShow(ctx, admin, { orderId });
  expect(await actsAbout(orderId)).toMatchObject([
    { action: "no-show-order", details: { before: { status: "ARRIVED" } } },
  ]);
});

test("sessions that an operator ends are on record, a rider's are not", async () => {
  const { admin, identity } = world;
  const ctx: ServiceContext & OwnPasswordContext = { ...world.ctx, checkOwnPassword: () => Promise.resolve() };
  const rider = await world.addRider();
  for (const { userId } of [admin, rider]) {
    const id = ctx.newId();
    const expiresAt = new Date(ctx.clock().getTime() + 3_600_000);
    await identity.insert(sessions).values({ id, userId, token: id, expiresAt });
    await endOwnSession(ctx, userId === rider.userId ? rider : admin, { sessionId: id, password: "right" });
  }
  await signOutElsewhere(ctx, admin, { password: "right" });
  expect(await actsAbout(rider.userId)).toEqual([]);
  expect(await actsAbout(admin.userId)).toMatchObject([
    { action: "end-sessions", details: { sessionIds: [] } },
    { action: "end-sessions", details: { sessionIds: [expect.any(String)] } },
  ]);
});
