import type { Actor } from "@atlas/core/actor";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import type { ErrorCode } from "@atlas/core/errors";
import { alerts } from "@atlas/db/schema/alerts";
import { drivers } from "@atlas/db/schema/drivers";
import { sessions } from "@atlas/db/schema/identity";
import { offers, orders } from "@atlas/db/schema/orders";
import { restrictions } from "@atlas/db/schema/restrictions";
import { query } from "@atlas/db/query";
import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { requestRide } from "../dispatch/request-ride.ts";
import { setAvailability } from "../dispatch/set-availability.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { getAccount } from "../people/get-account.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { quoteRide } from "../orders/quote-ride.ts";
import { createOrder } from "../orders/create-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { getOrder } from "../orders/views/get-order.ts";
import type { OrderView } from "../orders/views/order-view.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { lockPerson } from "../standing/lock-person.ts";
import { getPerson } from "./get-person.ts";
import { liftRestriction } from "./lift-restriction.ts";
import { restrictPerson } from "./restrict-person.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Nobody waits or drives in the next test. */
afterEach(async () => {
  const { db } = world.ctx;
  const active = await db
    .select()
    .from(orders)
    .where(inArray(orders.status, [...ACTIVE_STATUSES]));
  for (const { id: orderId } of active) await cancelOrder(world.ctx, world.admin, { orderId });
  const online = await db.select().from(drivers).where(eq(drivers.availability, "available"));
  for (const { id } of online) {
    await setAvailability(world.ctx, { userId: id, role: "driver" }, { isAvailable: false });
  }
});

const reason = "complaints";
const refusal = (code: ErrorCode): unknown => expect.objectContaining({ code });

async function restrict({ userId }: Actor, kind: "block" | "suspension", until?: Date): Promise<void> {
  await restrictPerson(world.ctx, world.admin, { userId, kind, reason, ...(until === undefined ? {} : { until }) });
  await world.work();
}

async function restore({ userId }: Actor): Promise<void> {
  await liftRestriction(world.ctx, world.admin, { userId, reason: "cleared" });
}

async function statusOf({ orderId }: OrderView): Promise<OrderView> {
  return await getOrder(world.ctx, world.admin, { orderId });
}

async function availabilityOf({ userId }: Actor): Promise<string | undefined> {
  const [row] = await world.ctx.db.select().from(drivers).where(eq(drivers.id, userId));
  return row?.availability;
}

async function isSomebodyWaiting(): Promise<boolean> {
  const waiting = sql`
    SELECT 1 AS one FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() AND NOT l.granted`;
  return (await query(world.ctx.db, z.object({ one: z.int() }), waiting)).length > 0;
}

interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly order: OrderView;
}

/** A trip of a driver who alone is online. */
async function newTrip(until: "MATCHED" | "STARTED"): Promise<Trip> {
  const [rider, driver] = [await world.addRider(), await world.addDriver({ autoAccept: true })];
  const order = await world.book(rider);
  await world.work();
  expect(await statusOf(order)).toMatchObject({ status: "MATCHED", driver: { driverId: driver.userId } });
  if (until === "STARTED") {
    await world.drive(driver, MONAS);
    for (const status of ["ARRIVED", "STARTED"] as const) {
      await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status });
    }
  }
  return { rider, driver, order };
}

describe("a suspended rider", () => {
  test("gets no price and no ride, sees why, and books again once it is lifted", async () => {
    const rider = await world.addRider();
    const journey = { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" as const };
    const [quote] = await quoteRide(world.ctx, rider, journey);
    const undispatched = await world.book(await world.addRider(), { dispatch: false });
    await restrict(rider, "suspension");
    const refused = refusal("ACCOUNT_SUSPENDED");
    await expect(quoteRide(world.ctx, rider, journey)).rejects.toEqual(refused);
    await expect(createOrder(world.ctx, rider, { quoteId: quote?.quoteId ?? "" })).rejects.toEqual(refused);
    await expect(createOrder(world.ctx, world.admin, { quoteId: quote?.quoteId ?? "" })).rejects.toEqual(refused);
    expect(await getAccount(world.ctx, rider)).toMatchObject({
      restriction: { kind: "suspension", reason, until: null },
    });
    await restore(rider);
    expect((await getAccount(world.ctx, rider)).restriction).toBeNull();
    expect(await createOrder(world.ctx, rider, { quoteId: quote?.quoteId ?? "" })).toMatchObject({ status: "CREATED" });
    await restrict(rider, "suspension");
    await restrict({ userId: undispatched.riderId, role: "rider" }, "suspension");
    const asked = { orderId: undispatched.orderId };
    const search = requestRide(world.ctx, { userId: undispatched.riderId, role: "rider" }, asked);
    await expect(search).rejects.toEqual(refused);
  });

  test("whose booking is in progress when it is placed is refused as well", async () => {
    const rider = await world.addRider();
    const journey = { pickup: MONAS, dropoff: BLOK_M, vehicleType: "go-ride" as const };
    const [quote] = await quoteRide(world.ctx, rider, journey);
    const { userId } = rider;
    const booking = await world.ctx.db.transaction(async (tx) => {
      await lockPerson(tx, userId);
      const placed = { placedBy: world.admin.userId, placedAt: world.ctx.clock() };
      await tx.insert(restrictions).values({ id: world.ctx.newId(), userId, kind: "suspension", reason, ...placed });
      const created = createOrder(world.ctx, rider, { quoteId: quote?.quoteId ?? "" });
      const outcome = created.then(() => null).catch((error: unknown) => error);
      // Its row refers to the rider's, which is held.
      while (!(await isSomebodyWaiting())) continue;
      return { outcome };
    });
    expect(await booking.outcome).toEqual(refusal("ACCOUNT_SUSPENDED"));
  });

  test("rides to the end", async () => {
    const { rider, driver, order } = await newTrip("STARTED");
    await restrict(rider, "suspension");
    expect(await statusOf(order)).toMatchObject({ status: "STARTED" });
    await world.drive(driver, BLOK_M, { forS: 900 });
    await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "FINISHED" });
    expect(await statusOf(order)).toMatchObject({ status: "FINISHED" });
  });

  test("books again when the time is over", async () => {
    const rider = await world.addRider();
    await restrict(rider, "suspension", new Date(world.ctx.clock().getTime() + 3_600_000));
    await expect(world.book(rider)).rejects.toEqual(refusal("ACCOUNT_SUSPENDED"));
    await world.advance(3_600_000);
    expect(await world.book(rider)).toMatchObject({ status: "CREATED" });
  });
});

describe("a suspended driver", () => {
  test("is offline, not asked, and cannot come online", async () => {
    const driver = await world.addDriver({ autoAccept: true });
    await restrict(driver, "suspension");
    expect(await availabilityOf(driver)).toBe("offline");
    const online = setAvailability(world.ctx, driver, { isAvailable: true });
    await expect(online).rejects.toEqual(refusal("ACCOUNT_SUSPENDED"));
    const order = await world.book(await world.addRider());
    await world.work();
    expect(await statusOf(order)).toMatchObject({ status: "CREATED" });
    await restore(driver);
    await setAvailability(world.ctx, driver, { isAvailable: true });
    expect(await availabilityOf(driver)).toBe("available");
  });

  test("loses the open offer, and a response that comes in between is refused", async () => {
    const driver = await world.addDriver();
    await world.book(await world.addRider());
    await world.work();
    const [offer] = await world.ctx.db.select().from(offers).where(eq(offers.driverId, driver.userId));
    await restrict(driver, "suspension");
    const [declined] = await world.ctx.db.select().from(offers).where(eq(offers.driverId, driver.userId));
    expect(declined?.status).toBe("DECLINED");
    await world.ctx.db
      .update(offers)
      .set({ status: "PENDING" })
      .where(eq(offers.id, offer?.id ?? ""));
    const accept = acceptOffer(world.ctx, driver, { offerId: offer?.id ?? "" });
    await expect(accept).rejects.toEqual(refusal("ACCOUNT_SUSPENDED"));
  });

  test("keeps the trip in hand, and the one that waits behind it goes to others", async () => {
    const { driver, order } = await newTrip("STARTED");
    const next = await world.book(await world.addRider());
    await world.ctx.db
      .update(orders)
      .set({ status: "MATCHED", driverId: driver.userId, queuedBehind: order.orderId })
      .where(eq(orders.id, next.orderId));
    await restrict(driver, "suspension");
    expect([(await statusOf(order)).status, (await statusOf(next)).status]).toEqual(["STARTED", "CREATED"]);
  });

  test("drives the trip in hand to its end", async () => {
    const { driver, order } = await newTrip("MATCHED");
    await restrict(driver, "suspension");
    expect(await statusOf(order)).toMatchObject({ status: "MATCHED", driver: { driverId: driver.userId } });
    await world.drive(driver, MONAS);
    await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "ARRIVED" });
    await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "STARTED" });
    await world.drive(driver, BLOK_M, { forS: 900 });
    await updateOrderStatus(world.ctx, driver, { orderId: order.orderId, status: "FINISHED" });
    expect(await availabilityOf(driver)).toBe("offline");
  });
});

describe("a block", () => {
  test("ends every session, and each is noted for the gateways", async () => {
    const rider = await world.addRider();
    const expiresAt = new Date(world.ctx.clock().getTime() + 3_600_000);
    for (const token of ["one", "two"]) {
      const row = { id: world.ctx.newId(), userId: rider.userId, token: `${token}-${rider.userId}`, expiresAt };
      await world.identity.insert(sessions).values(row);
    }
    expect(await getPerson(world.ctx, world.admin, { userId: rider.userId })).toMatchObject({ sessions: 2 });
    await restrict(rider, "block");
    const person = await getPerson(world.ctx, world.admin, { userId: rider.userId });
    expect(person).toMatchObject({ sessions: 0, restriction: { kind: "block", reason } });
    await expect(world.book(rider)).rejects.toEqual(refusal("ACCOUNT_BLOCKED"));
  });

  test("of a driver on the way sends another to the rider", async () => {
    const { driver, order } = await newTrip("MATCHED");
    await restrict(driver, "block");
    expect(await statusOf(order)).toMatchObject({ status: "CREATED", driver: null });
    const other = await world.addDriver({ autoAccept: true });
    await world.advance(5_000);
    await world.ping(other, MONAS);
    await world.work();
    expect(await statusOf(order)).toMatchObject({ status: "MATCHED", driver: { driverId: other.userId } });
  });

  test("of a driver with the rider in the car alarms operators and asks the rider", async () => {
    const { driver, order } = await newTrip("STARTED");
    await restrict(driver, "block");
    expect(await statusOf(order)).toMatchObject({ status: "STARTED" });
    const [alert] = await world.ctx.db.select().from(alerts).where(eq(alerts.orderId, order.orderId));
    expect(alert).toMatchObject({ kind: "driver-blocked", severity: "high", resolvedAt: null });
    const rider = { userId: order.riderId, role: "rider" } as const;
    const seen = await getOrder(world.ctx, rider, { orderId: order.orderId });
    expect(seen.tripCheck).toMatchObject({ alertId: alert?.id, answer: null });
  });

  test("of a rider ends what has not begun, for free, and frees the driver", async () => {
    const { rider, driver, order } = await newTrip("MATCHED");
    await restrict(rider, "block");
    expect(await statusOf(order)).toMatchObject({ status: "CANCELLED", cancelledBy: "admin", cancelFeeMinor: null });
    expect(await availabilityOf(driver)).toBe("available");
  });

  test("of a rider in the car lets the trip go on", async () => {
    const { rider, driver, order } = await newTrip("STARTED");
    await restrict(rider, "block");
    expect(await statusOf(order)).toMatchObject({ status: "STARTED", driver: { driverId: driver.userId } });
  });
});

test("everything is kept: who, why and until when, and who lifted it", async () => {
  const rider = await world.addRider();
  const { userId } = rider;
  await restrict(rider, "suspension");
  const again = await restrictPerson(world.ctx, world.admin, { userId, kind: "suspension", reason });
  expect(again).toEqual({ kind: "suspension", reason, until: null });
  await restrict(rider, "block");
  await restore(rider);
  expect(await liftRestriction(world.ctx, world.admin, { userId, reason })).toEqual({ isLifted: false });
  const { history, restriction } = await getPerson(world.ctx, world.admin, { userId });
  expect(restriction).toBeNull();
  expect(history).toMatchObject([
    { kind: "block", liftReason: "cleared" },
    { kind: "suspension", liftReason: "replaced" },
  ]);
  const { items } = await listAuditLog(world.ctx, world.admin, { limit: 50 });
  const acts = items.filter(({ subjectId }) => subjectId === userId).map(({ action }) => action);
  expect(acts).toEqual(["restore-person", "block-person", "suspend-person"]);
});

test("the person reads of it by mail, and of its end; a mail of what is lifted by then is not sent", async () => {
  const rider = await world.addRider();
  await restrict(rider, "suspension", new Date(world.ctx.clock().getTime() + 3_600_000));
  const to = `${rider.userId}@example.test`;
  expect(world.mails.at(-1)).toMatchObject({ to, subject: "Akun Atlas Anda ditangguhkan" });
  expect(world.mails.at(-1)?.text).toContain(`Alasan: ${reason}`);
  await restore(rider);
  await world.work();
  expect(world.mails.at(-1)).toMatchObject({ to, subject: "Akun Atlas Anda bebas lagi" });
  await restrictPerson(world.ctx, world.admin, { userId: rider.userId, kind: "block", reason });
  await restore(rider);
  const before = world.mails.length;
  await world.work();
  expect(world.mails.slice(before).map(({ subject }) => subject)).toEqual(["Akun Atlas Anda bebas lagi"]);
});

test("nobody restricts themselves, a stranger to the system, an operator by suspension, or into the past", async () => {
  const { userId } = world.admin;
  const call = (input: Partial<Parameters<typeof restrictPerson>[2]>): Promise<unknown> =>
    restrictPerson(world.ctx, world.admin, { userId: world.ctx.newId(), kind: "block", reason, ...input });
  await expect(call({ userId })).rejects.toEqual(refusal("FORBIDDEN"));
  await expect(call({})).rejects.toEqual(refusal("PERSON_NOT_FOUND"));
  await expect(call({ reason: " " })).rejects.toEqual(refusal("REASON_REQUIRED"));
  await expect(call({ until: world.ctx.clock() })).rejects.toEqual(refusal("INVALID_INPUT"));
  const rider = await world.addRider();
  const other = { userId: rider.userId, role: "admin", staffRoles: ["owner"] } as const;
  const suspend = restrictPerson(world.ctx, other, { userId, kind: "suspension", reason });
  await expect(suspend).rejects.toEqual(refusal("INVALID_INPUT"));
  const asService = { userId: rider.userId, role: "service" } as const;
  await expect(restrictPerson(world.ctx, asService, { userId, kind: "block", reason })).rejects.toEqual(
    refusal("FORBIDDEN"),
  );
});
