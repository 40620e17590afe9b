import { connect, disconnect } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { drivers } from "@atlas/db/schema/drivers";
import { credentials, sessions, users } from "@atlas/db/schema/identity";
import { createTestDatabase } from "@atlas/db/test-database";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { endDemoOrders } from "../ops/end-demo-orders.ts";
import { BLOK_M, openTestWorld } from "../testing/test-world.ts";
import { updateOrderStatusUnasked } from "../orders/update-order-status.ts";
import { getOrder } from "../orders/views/get-order.ts";
import { walletBalance } from "../wallet/balance.ts";
import { closeDemo, countOpenDemoAccounts } from "./close-demo.ts";
import { seedDemo } from "./seed-demo.ts";

test("a closed demo has no password, no session and no driver online, and opens again as it was", async () => {
  await using database = await createTestDatabase();
  await seedDemo(database.url);
  const db = connect(database.url, { applicationName: "close-test", role: null, max: 2 });
  const [driver] = await db.select().from(users).where(eq(users.role, "driver"));
  const userId = driver?.id ?? "";
  await db.update(drivers).set({ availability: "available" });
  const session = { userId, token: "t", expiresAt: new Date(Date.now() + 3_600_000) };
  await db.insert(sessions).values({ id: userId, ...session });
  const before = await db.select().from(credentials).orderBy(credentials.id);
  expect(await countOpenDemoAccounts(db)).toBe(4);

  expect(await closeDemo(database.url)).toBe(4);
  expect(await countOpenDemoAccounts(db)).toBe(0);
  const usable = await db.select().from(credentials).where(eq(credentials.providerId, "credential"));
  expect(usable).toEqual([]);
  expect(await db.select().from(sessions)).toEqual([]);
  expect(await db.select({ at: drivers.availability }).from(drivers)).toEqual([{ at: "offline" }]);
  const money = sql`SELECT sum(posted)::bigint AS held FROM ledger.accounts WHERE owner_id IS NOT NULL`;
  expect(await queryOne(db, z.object({ held: z.bigint() }), money)).toEqual({ held: 1_200_000n });
  expect(await closeDemo(database.url)).toBe(0);

  await seedDemo(database.url);
  expect(await db.select().from(credentials).orderBy(credentials.id)).toEqual(before);
  expect(await countOpenDemoAccounts(db)).toBe(4);
  await disconnect(db);
});

test("an account whose password was set anew after the demo is closed again, and one that was opened in a demo is found", async () => {
  await using database = await createTestDatabase();
  await seedDemo(database.url);
  await closeDemo(database.url);
  const db = connect(database.url, { applicationName: "close-test", role: null, max: 2 });
  const [rider] = await db.select().from(users).where(eq(users.role, "rider"));
  const riderId = rider?.id ?? "";
  const credential = { id: riderId, userId: riderId, accountId: riderId, providerId: "credential", password: "a:b" };
  await db.insert(credentials).values(credential);
  const fleet = { id: "0199d3a0-6c1e-7000-8000-0000000000aa", email: "demo-driver-1@fleet.atlas.example" };
  const person = { ...fleet, id: "0199d3a0-6c1e-7000-8000-0000000000bb", email: "somebody@real-atlas.test.example" };
  const row = { name: "Somebody", role: "rider" as const, cityId: "jakarta" };
  await db.insert(users).values([
    { ...row, ...fleet },
    { ...row, ...person },
  ]);
  for (const { id } of [fleet, person]) {
    await db.insert(credentials).values({ ...credential, id, userId: id, accountId: id });
  }
  expect(await countOpenDemoAccounts(db)).toBe(1);
  expect(await closeDemo(database.url)).toBe(2);
  const left = await db.select().from(credentials).where(eq(credentials.providerId, "credential"));
  expect(left.map(({ userId }) => userId)).toEqual([person.id]);
  await disconnect(db);
});

test("the processes' role may count what is open, and neither close nor open it", async () => {
  await using database = await createTestDatabase();
  const db = connect(database.url, { applicationName: "close-test", max: 1 });
  expect(await countOpenDemoAccounts(db)).toBe(0);
  for (const call of ["close_demo", "reopen_demo"]) {
    await expect(db.execute(sql.raw(`SELECT public.${call}()`))).rejects.toMatchObject({
      cause: { message: expect.stringContaining("permission denied") },
    });
  }
  await disconnect(db);
});

test("what demo people have in progress ends without a payment once the demo is off, and others go on", async () => {
  await using world = await openTestWorld();
  const { ctx, admin } = world;
  const [demoRider, rider] = [await world.addRider(), await world.addRider()];
  const ridden = await world.addDriver({ autoAccept: true });
  const started = await world.book(demoRider);
  await world.work();
  await updateOrderStatusUnasked(ctx, ridden, { orderId: started.orderId, status: "STARTED", override: {} });
  const demoDriver = await world.addDriver({ autoAccept: true, at: BLOK_M });
  const matched = await world.book(rider, { pickup: BLOK_M, dropoff: { lat: -6.2, lng: 106.8 } });
  await world.work();
  const other = await world.book(await world.addRider(), { pickup: { lat: -6.3, lng: 106.8 } });
  const before = (await walletBalance(ctx, demoRider, {})).postedMinor;
  for (const { userId } of [demoRider, demoDriver]) {
    await world.identity.execute(sql`UPDATE users SET is_demo = true WHERE id = ${userId}`);
  }
  expect(await endDemoOrders(ctx)).toBe(0);

  const production = { ...ctx, isDemo: false };
  expect(await endDemoOrders(production)).toBe(2);
  await world.work();
  for (const { orderId } of [started, matched]) {
    expect(await getOrder(ctx, admin, { orderId })).toMatchObject({ status: "CANCELLED" });
  }
  expect(await getOrder(ctx, admin, other)).toMatchObject({ status: "CREATED" });
  expect(await walletBalance(ctx, demoRider, {})).toMatchObject({ postedMinor: before, heldMinor: "0" });
  expect((await reconcile(ctx, admin, {})).isClean).toBe(true);
  expect(await endDemoOrders(production)).toBe(0);
});
