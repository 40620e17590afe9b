import type { Actor } from "@atlas/core/actor";
import type { ErrorCode } from "@atlas/core/errors";
import { knownDevices } from "@atlas/db/schema/devices";
import { vehicles } from "@atlas/db/schema/drivers";
import { credentials, sessions, users } from "@atlas/db/schema/identity";
import { offers, orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { hashPassword } from "../identity/password-hash.ts";
import { saveBankAccount } from "../payouts/bank-accounts.ts";
import { saveVehicle } from "../people/save-vehicle.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { deleteAccount, type DeletionContext } from "./delete-account.ts";
import { createOwnPasswordCheck } from "./own-password.ts";

const PASSWORD = "correct horse battery";
const refusal = (code: ErrorCode): unknown => expect.objectContaining({ code });
const bank = { holderName: "Siti Rahma", bankName: "Bank Contoh", bankCode: "014", accountNumber: "0123456789" };
const car = { vehicleType: "go-ride", plate: "B 4711 LATE", model: "Late Model" } as const;

let world: TestWorld;
let ctx: DeletionContext;
let owner: postgres.Sql;
let passwordHash: string;
beforeAll(async () => {
  world = await openTestWorld();
  ctx = { ...world.ctx, checkOwnPassword: createOwnPasswordCheck(world.identity, world.ctx.redis) };
  owner = postgres(world.databaseUrl, { max: 3, onnotice: () => {} });
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(async () => {
  await owner.end();
  await world[Symbol.asyncDispose]();
});

/** A driver who can delete the account: nothing earned, nothing owed. */
async function newDriver(): Promise<Actor> {
  const driver = await world.addDriver({ creditMinor: 0n });
  const { userId } = driver;
  const row = { id: ctx.newId(), userId, providerId: "credential", accountId: userId, password: passwordHash };
  await world.identity.insert(credentials).values(row);
  return driver;
}

async function remove(driver: Actor): Promise<unknown> {
  return await deleteAccount(ctx, driver, { password: PASSWORD });
}

/** A driver with an offer in hand. */
async function offered(): Promise<{ readonly driver: Actor; readonly offerId: string; readonly orderId: string }> {
  const driver = await newDriver();
  const { orderId } = await world.book(await world.addRider());
  await world.work();
  const [offer] = await world.ctx.db.select().from(offers).where(eq(offers.orderId, orderId));
  if (offer?.driverId !== driver.userId) throw new Error("the ride was offered to somebody else");
  return { driver, offerId: offer.id, orderId };
}

/** Locks rows by `statement`, begins each act once the one before waits for a lock, then lets go. Returns what became of them. */
async function whileLocked(
  statement: string,
  acts: readonly (() => Promise<unknown>)[],
): Promise<readonly PromiseSettledResult<unknown>[]> {
  const begun: Promise<unknown>[] = [];
  await owner.begin(async (tx) => {
    await tx.unsafe(statement);
    for (const act of acts) {
      const running = act();
      running.catch(() => {});
      begun.push(running);
      await untilWaiting(begun.length);
    }
  });
  return await Promise.allSettled(begun);
}

async function untilWaiting(count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await owner<{ waiting: number }[]>`
        SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND cardinality(pg_blocking_pids(pid)) > 0`;
      expect(row?.waiting).toBe(count);
    },
    { timeout: 20_000, interval: 20 },
  );
}

async function driverOf(orderId: string): Promise<{ status: string | undefined; driverId: string | null | undefined }> {
  const [order] = await world.ctx.db.select().from(orders).where(eq(orders.id, orderId));
  return { status: order?.status, driverId: order?.driverId };
}

describe("an offer is accepted while its driver deletes the account", () => {
  test("the acceptance holds order and driver first: the trip stands and the account stays", async () => {
    const { driver, offerId, orderId } = await offered();
    // The order cannot point at its vehicle before this is let go: the acceptance holds all its locks meanwhile.
    const vehicle = `SELECT 1 FROM vehicles WHERE driver_id = '${driver.userId}' FOR UPDATE`;
    const [accepted, deleted] = await whileLocked(vehicle, [
      async () => acceptOffer(ctx, driver, { offerId }),
      async () => remove(driver),
    ]);
    expect(accepted).toMatchObject({ status: "fulfilled" });
    expect(deleted).toEqual({ status: "rejected", reason: refusal("DRIVER_HAS_ACTIVE_ORDER") });
    expect(await driverOf(orderId)).toEqual({ status: "MATCHED", driverId: driver.userId });
  });

  test("the deletion holds person and driver first: nobody has the trip", async () => {
    const { driver, offerId, orderId } = await offered();
    const wallet = `SELECT 1 FROM ledger.accounts WHERE owner_id = '${driver.userId}' FOR UPDATE`;
    const [deleted, accepted] = await whileLocked(wallet, [
      async () => remove(driver),
      async () => acceptOffer(ctx, driver, { offerId }),
    ]);
    expect(deleted).toMatchObject({ status: "fulfilled" });
    expect(accepted).toEqual({ status: "rejected", reason: refusal("ACCOUNT_BLOCKED") });
    expect(await driverOf(orderId)).toMatchObject({ driverId: null });
  });

  test("the acceptance waits for the order while the whole deletion goes by", async () => {
    const { driver, offerId, orderId } = await offered();
    const order = `SELECT 1 FROM orders WHERE id = '${orderId}' FOR UPDATE`;
    const [accepted, deleted] = await whileLocked(order, [
      async () => acceptOffer(ctx, driver, { offerId }),
      async () => {
        await remove(driver);
        // Keeps the count of those that wait as it would be had it waited.
        return await owner`SELECT 1 FROM orders WHERE id = ${orderId} FOR UPDATE`;
      },
    ]);
    expect(deleted).toMatchObject({ status: "fulfilled" });
    expect(accepted).toEqual({ status: "rejected", reason: refusal("ACCOUNT_BLOCKED") });
    expect(await driverOf(orderId)).toMatchObject({ driverId: null });
  });
});

test("a vehicle and a bank account that wait for a deletion are not written down", async () => {
  const driver = await newDriver();
  const { userId } = driver;
  const wallet = `SELECT 1 FROM ledger.accounts WHERE owner_id = '${userId}' FOR UPDATE`;
  const [deleted, vehicle, account] = await whileLocked(wallet, [
    async () => remove(driver),
    async () => saveVehicle(ctx, driver, car),
    async () => saveBankAccount(ctx, driver, bank),
  ]);
  expect(deleted).toMatchObject({ status: "fulfilled" });
  expect(vehicle).toEqual({ status: "rejected", reason: refusal("ACCOUNT_BLOCKED") });
  expect(account).toEqual({ status: "rejected", reason: refusal("DRIVER_NOT_FOUND") });
  const plates = await world.ctx.db
    .select({ model: vehicles.model })
    .from(vehicles)
    .where(eq(vehicles.driverId, userId));
  expect(plates).toEqual([{ model: "—" }]);
  expect([...(await owner`SELECT FROM ledger.bank_accounts WHERE driver_id = ${userId}`)]).toEqual([]);
});

test("a vehicle that is written down just before the deletion goes with the account", async () => {
  const driver = await newDriver();
  const { userId } = driver;
  const vehicle = `SELECT 1 FROM vehicles WHERE driver_id = '${userId}' FOR UPDATE`;
  const [saved, deleted] = await whileLocked(vehicle, [
    async () => saveVehicle(ctx, driver, car),
    async () => remove(driver),
  ]);
  expect([saved?.status, deleted?.status]).toEqual(["fulfilled", "fulfilled"]);
  expect([...(await owner`SELECT FROM vehicles WHERE plate = ${car.plate} OR model = ${car.model}`)]).toEqual([]);
});

test("what was on its way to a deleted account is gone after the second look, and a change of its name has no effect", async () => {
  const driver = await newDriver();
  const { userId } = driver;
  await remove(driver);
  await world.identity
    .update(users)
    .set({ name: "Written late", phone: "+62 811 7654321" })
    .where(eq(users.id, userId));
  const [row] = await world.identity.select().from(users).where(eq(users.id, userId));
  expect(row).toMatchObject({ name: "Deleted account", phone: null });
  const expiresAt = new Date(ctx.clock().getTime() + 3_600_000);
  await world.identity.insert(sessions).values({ id: ctx.newId(), userId, token: `late-${userId}`, expiresAt });
  await world.identity.insert(knownDevices).values({ id: ctx.newId(), userId, tokenHash: `late-${userId}` });
  await world.work();
  await world.advance(20 * 60_000);
  await world.work();
  const left = await owner`
    SELECT 1 FROM sessions WHERE user_id = ${userId} UNION ALL SELECT 1 FROM known_devices WHERE user_id = ${userId}`;
  expect([...left]).toEqual([]);
});
