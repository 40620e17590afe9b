import type { Actor } from "@atlas/core/actor";
import type { ErrorCode } from "@atlas/core/errors";
import { query } from "@atlas/db/query";
import { accountRequests, credentials, sessions, users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { clearedPlaces, savedPlaces } from "@atlas/db/schema/places";
import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { setAvailability } from "../dispatch/set-availability.ts";
import { hashPassword } from "../identity/password-hash.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { debitWallet } from "../ledger/post/debit.ts";
import { holdMoney } from "../ledger/post/hold.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { clearRecentPlaces } from "../places/recent-places.ts";
import { savePlace } from "../places/saved-places.ts";
import { restrictPerson } from "../moderation/restrict-person.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { cancelTrip } from "../orders/cancel-trip.ts";
import { rateOrder } from "../orders/rate-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { orderReceipt } from "../orders/views/order-receipt.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { deleteAccount, type DeletionContext } from "./delete-account.ts";
import { EXPORT_SECTIONS } from "./export-sections.ts";
import { createOwnPasswordCheck } from "./own-password.ts";
import { PERSONAL_COLUMNS } from "./personal-columns.ts";

const PASSWORD = "correct horse battery";
const refusal = (code: ErrorCode): unknown => expect.objectContaining({ code });

let world: TestWorld;
let ctx: DeletionContext;
let passwordHash: string;
beforeAll(async () => {
  world = await openTestWorld();
  ctx = { ...world.ctx, checkOwnPassword: createOwnPasswordCheck(world.identity, world.ctx.redis) };
  passwordHash = await hashPassword(PASSWORD);
});
afterEach(async () => {
  const online = await world.ctx.db.execute(sql`SELECT id::text FROM drivers WHERE availability = 'available'`);
  for (const { id } of z.array(z.object({ id: z.string() })).parse(online)) {
    await setAvailability(world.ctx, { userId: id, role: "driver" }, { isAvailable: false });
  }
});
afterAll(async () => {
  const owner = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  expect(await brokenPromises(owner, { isIdle: true })).toEqual([]);
  await owner.end();
  await world[Symbol.asyncDispose]();
});

async function withPassword(actor: Actor): Promise<Actor> {
  const { userId } = actor;
  const row = { id: ctx.newId(), userId, providerId: "credential", accountId: userId, password: passwordHash };
  await world.identity.insert(credentials).values(row);
  return actor;
}

async function remove(actor: Actor, more: { password?: string; forfeitsBalance?: boolean } = {}): Promise<void> {
  await deleteAccount(ctx, actor, { password: PASSWORD, ...more });
}

interface Trip {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
  /** Stand in everything that they have written, and in their names. */
  readonly riderWord: string;
  readonly driverWord: string;
}

let marks = 0;

/** A finished trip in which both have left their names, words and routes. */
async function tripWithWords(): Promise<Trip> {
  marks += 1;
  const [riderWord, driverWord] = [`markerrider${marks}x`, `markerdriver${marks}x`];
  const rider = await withPassword(await world.addRider(1_000_000n));
  const driver = await withPassword(await world.addDriver({ autoAccept: true, creditMinor: 0n }));
  for (const [{ userId }, name] of [
    [rider, `Zulaikha ${riderWord}`],
    [driver, `Yusuf ${driverWord}`],
  ] as const) {
    await world.identity.update(users).set({ name, phone: "+62 811 1234567" }).where(eq(users.id, userId));
  }
  const { orderId } = await world.book(rider, { note: `${riderWord} waits at the blue gate` });
  await world.work();
  await world.drive(driver, MONAS);
  const override = { note: `${driverWord} was sent round the block` };
  await updateOrderStatus(world.ctx, driver, { orderId, status: "ARRIVED", override });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  await world.drive(driver, BLOK_M, { forS: 900 });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
  await world.work();
  await savePlace(world.ctx, rider, {
    kind: "other",
    name: `${riderWord}'s gym`,
    place: { ...BLOK_M, label: riderWord },
  });
  await clearRecentPlaces(world.ctx, rider, {});
  await rateOrder(world.ctx, rider, { orderId, stars: 4, comment: `${riderWord} was pleased` });
  return { rider, driver, orderId, riderWord, driverWord };
}

/** Columns with a text in them that has the word, over all tables. */
async function columnsWith(word: string): Promise<string[]> {
  const owner = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const columns = await owner<{ schema: string; table: string; column: string }[]>`
      SELECT table_schema AS schema, table_name AS table, column_name AS column FROM information_schema.columns
      WHERE table_schema IN ('public', 'ledger') AND data_type IN ('text', 'jsonb', 'ARRAY') AND table_name !~ '^gps_points_'`;
    const found: string[] = [];
    for (const { schema, table, column } of columns) {
      const hits = await owner`
        SELECT 1 FROM ${owner(schema)}.${owner(table)} WHERE ${owner(column)}::text ILIKE ${`%${word}%`} LIMIT 1`;
      if (hits.length > 0) found.push(`${schema}.${table}.${column}`);
    }
    return found;
  } finally {
    await owner.end();
  }
}

describe("an account is not deleted", () => {
  test("without its password, of which there are five attempts", async () => {
    const rider = await withPassword(await world.addRider(0n));
    for (let tried = 0; tried < 5; tried += 1) {
      await expect(remove(rider, { password: "guess" })).rejects.toEqual(refusal("WRONG_PASSWORD"));
    }
    await expect(remove(rider)).rejects.toEqual(refusal("RATE_LIMITED"));
  });

  test("during a ride or a trip, and while a fee is being settled", async () => {
    const rider = await withPassword(await world.addRider());
    const { orderId } = await world.book(rider);
    await expect(remove(rider)).rejects.toEqual(refusal("RIDER_HAS_ACTIVE_ORDER"));
    const driver = await withPassword(await world.addDriver({ autoAccept: true }));
    await world.work();
    await expect(remove(driver)).rejects.toEqual(refusal("DRIVER_HAS_ACTIVE_ORDER"));
    await cancelOrder(world.ctx, world.admin, { orderId });
    await world.ctx.db.update(orders).set({ cancelFeeMinor: 1_000n }).where(eq(orders.id, orderId));
    await expect(remove(rider)).rejects.toEqual(refusal("ACCOUNT_NOT_SETTLED"));
    await world.ctx.db.update(orders).set({ cancelFeeMinor: null }).where(eq(orders.id, orderId));
  });

  test("with money in the wallet or held, unless what is left is given up", async () => {
    const rider = await withPassword(await world.addRider(50_000n));
    await expect(remove(rider)).rejects.toEqual(refusal("BALANCE_OUTSTANDING"));
    const amountMinor = 1_000n;
    const posting = { userId: rider.userId, amountMinor, reason: "a test" };
    await holdMoney(world.ctx, world.admin, { ...posting, idempotencyKey: ctx.newId() });
    await expect(remove(rider, { forfeitsBalance: true })).rejects.toEqual(refusal("ACCOUNT_NOT_SETTLED"));
  });

  test("by who owes, is suspended, or is an operator", async () => {
    const debtor = await withPassword(await world.addRider(0n));
    const driver = await world.addDriver({ autoAccept: true });
    const { orderId } = await world.book(debtor, { paymentMethod: "cash" });
    await world.work();
    await world.drive(driver, MONAS);
    await updateOrderStatus(world.ctx, driver, { orderId, status: "ARRIVED" });
    await world.drive(driver, MONAS, { forS: 600 });
    await cancelTrip(world.ctx, world.admin, { orderId, payer: "rider", amountMinor: 500n, reason: "a test" });
    await world.work();
    await expect(remove(debtor, { forfeitsBalance: true })).rejects.toEqual(refusal("DEBT_OUTSTANDING"));
    const suspended = await withPassword(await world.addRider(0n));
    const restriction = { userId: suspended.userId, kind: "suspension" as const, reason: "a test" };
    await restrictPerson(world.ctx, world.admin, restriction);
    await expect(remove(suspended)).rejects.toEqual(refusal("ACCOUNT_SUSPENDED"));
    await expect(remove(world.admin)).rejects.toEqual(refusal("FORBIDDEN"));
  });
});

describe("a deleted rider", () => {
  test("is nowhere by name, word or number, and their trip still adds up", async () => {
    const { rider, driver, orderId, riderWord } = await tripWithWords();
    const { userId } = rider;
    expect((await columnsWith(riderWord)).length).toBeGreaterThan(3);
    const left = BigInt((await walletBalance(world.ctx, rider, {})).availableMinor);
    const expiresAt = new Date(ctx.clock().getTime() + 3_600_000);
    await world.identity.insert(sessions).values({ id: ctx.newId(), userId, token: `t-${userId}`, expiresAt });
    await remove(rider, { forfeitsBalance: true });
    await world.work();
    expect(await columnsWith(riderWord)).toEqual([]);
    for (const table of [savedPlaces, clearedPlaces]) {
      expect(await world.ctx.db.$count(table, eq(table.userId, userId))).toBe(0);
    }
    expect(await columnsWith(`${userId}@example.test`)).toEqual([]);
    const [order] = await world.ctx.db.select().from(orders).where(eq(orders.id, orderId));
    expect(order).toMatchObject({ riderName: "—", pickupLabel: "—", routePolyline: "", ratingStars: 4 });
    expect(order?.pickupLat).toBeCloseTo(Math.round(MONAS.lat * 100) / 100, 9);
    expect(
      await query(world.identity, z.object({}), sql`SELECT FROM sessions WHERE user_id = ${userId}::uuid`),
    ).toEqual([]);
    expect((await walletBalance(world.ctx, world.admin, { userId })).postedMinor).toBe("0");
    const audited = await query(
      world.ctx.db,
      z.object({ details: z.object({ forfeitedMinor: z.string() }) }),
      sql`SELECT details FROM ledger.audit_log WHERE actor_id = ${userId}::uuid AND action = 'delete-account'`,
    );
    expect(audited).toEqual([{ details: { forfeitedMinor: left.toString() } }]);
    // The driver's own record stays.
    expect((await orderReceipt(world.ctx, driver, { orderId })).totalMinor).not.toBe("0");
  });

  test("may sign up anew with the address, and nobody acts for the old account", async () => {
    const rider = await withPassword(await world.addRider(0n));
    await remove(rider);
    await expect(remove(rider)).rejects.toEqual(refusal("WRONG_PASSWORD"));
    await expect(world.book(rider)).rejects.toEqual(refusal("ACCOUNT_BLOCKED"));
    const again = { id: ctx.newId(), name: "Again", email: `${rider.userId}@example.test`, role: "rider" as const };
    await world.identity.insert(users).values({ ...again, cityId: world.cityId });
    await expect(
      creditWallet(world.ctx, world.admin, {
        userId: again.id,
        amountMinor: 1n,
        idempotencyKey: ctx.newId(),
        reason: "x",
      }),
    ).rejects.toEqual(refusal("ACCOUNT_NOT_FOUND"));
  });
});

test("a deleted account keeps the undo link of an account that had its address before, and its own requests are deleted", async () => {
  const [rider, other] = [await withPassword(await world.addRider(0n)), await world.addRider(0n)];
  const email = `${rider.userId}@example.test`;
  const asked = { email, expiresAt: new Date(ctx.clock().getTime() + 3_600_000) };
  const kept = { ...asked, id: ctx.newId(), kind: "undo-email" as const, userId: other.userId };
  await world.identity
    .insert(accountRequests)
    .values([kept, { ...asked, id: ctx.newId(), kind: "reset-password" as const }]);
  await remove(rider);
  const left = await world.identity.select().from(accountRequests).where(eq(accountRequests.email, email));
  expect(left).toMatchObject([{ id: kept.id, userId: other.userId }]);
});

test("a deleted driver leaves no position, name, plate or word, and the rider keeps the trip", async () => {
  const { rider, driver, orderId, driverWord } = await tripWithWords();
  const { userId } = driver;
  const plate = `B ${userId.slice(-8)}`;
  const earned = BigInt((await walletBalance(world.ctx, driver, {})).availableMinor);
  const out = { userId, amountMinor: earned, idempotencyKey: ctx.newId(), reason: "paid out" };
  await debitWallet(world.ctx, world.admin, out);
  await remove(driver);
  await world.work();
  await world.advance(20 * 60_000);
  await world.work();
  expect(await columnsWith(driverWord)).toEqual([]);
  expect(await columnsWith(plate)).toEqual([]);
  const points = sql`SELECT FROM gps_points WHERE driver_id = ${userId}::uuid`;
  expect(await query(world.ctx.db, z.object({}), points)).toEqual([]);
  const places = sql`SELECT FROM order_evidence WHERE driver_id = ${userId}::uuid AND num_nonnulls(lat, note, said_lat) > 0`;
  expect(await query(world.ctx.db, z.object({}), places)).toEqual([]);
  const online = setAvailability(world.ctx, driver, { isAvailable: true });
  await expect(online).rejects.toEqual(refusal("ACCOUNT_BLOCKED"));
  expect(await orderReceipt(world.ctx, rider, { orderId })).toMatchObject({
    order: { driver: { name: "—", plate: "—" } },
  });
});

test("the record of an order forgets, and cannot be rewritten", async () => {
  const { orderId } = await tripWithWords();
  const owner = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    for (const change of [
      "UPDATE order_evidence SET note = 'something else'",
      "UPDATE order_evidence SET note = NULL, is_mock = true",
      "UPDATE order_transitions SET reason = 'something else'",
      "UPDATE order_transitions SET reason = NULL, to_status = 'CANCELLED'",
    ]) {
      const refused = owner.unsafe(`${change} WHERE order_id = '${orderId}'`);
      await expect(refused).rejects.toMatchObject({ code: "23001" });
    }
  } finally {
    await owner.end();
  }
  const somebody = await world.addRider(0n);
  for (const act of ["forget_words", "erase_identity"]) {
    const subject = act === "forget_words" ? somebody.userId : world.admin.userId;
    const refused = world.ctx.db.execute(sql`SELECT public.${sql.raw(act)}(${subject}::uuid)`);
    await expect(refused).rejects.toMatchObject({ cause: { code: "23001" } });
  }
});

test("every column that ties a row to a person says what deletion and export do with it", async () => {
  const owner = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  const columns = await owner<{ name: string }[]>`
    SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
    WHERE c.table_schema IN ('public', 'ledger') AND c.table_name !~ '^gps_points_' AND (
      c.column_name ~ '^(user|rider|driver|passenger|owner|actor|author|staff|person|customer)_id$'
      OR (c.column_name ~ '_by$' AND c.data_type = 'uuid')
      OR c.column_name ~ '^(email|phone)$' AND c.column_name <> 'phone'
      OR c.table_schema || '.' || c.table_name || '.' || c.column_name IN ('public.users.id', 'public.drivers.id'))`;
  await owner.end();
  const known = Object.keys(PERSONAL_COLUMNS);
  expect(columns.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
  const parts = new Set(EXPORT_SECTIONS.map(({ name }) => name));
  for (const { inExport } of Object.values(PERSONAL_COLUMNS)) {
    if (inExport !== null) expect(parts).toContain(inExport);
  }
  const exported = new Set(Object.values(PERSONAL_COLUMNS).map(({ inExport }) => inExport));
  expect([...parts].filter((name) => !exported.has(name))).toEqual([]);
});
