import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { rateOrder } from "../orders/rate-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { decidePayout, requestPayout } from "../wallet/payouts.ts";
import { clearRecentPlaces } from "../places/recent-places.ts";
import { savePlace } from "../places/saved-places.ts";
import { EXPORT_SECTIONS } from "./export-sections.ts";
import type { OwnPasswordContext } from "../context.ts";
import { exportOwnData } from "./export-own-data.ts";

const listsSchema = z.record(z.string(), z.unknown());
type Rows = readonly Record<string, unknown>[];

let world: TestWorld;
let ctx: TestWorld["ctx"] & OwnPasswordContext;
beforeAll(async () => {
  world = await openTestWorld();
  // `own-sessions.pg.test.ts` of the gateway has the password.
  ctx = { ...world.ctx, checkOwnPassword: async () => {} };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function exported(actor: Actor): Promise<{ readonly text: string; readonly of: (name: string) => Rows }> {
  let text = "";
  for await (const piece of exportOwnData.run(ctx, actor, { password: "known" }, new AbortController().signal))
    text += piece;
  const document = listsSchema.parse(JSON.parse(text));
  return { text, of: (name) => z.array(z.record(z.string(), z.unknown())).parse(document[name]) };
}

/** A trip with words of both, finished and rated. */
async function trip(): Promise<{ readonly rider: Actor; readonly driver: Actor; readonly orderId: string }> {
  const [rider, driver] = [await world.addRider(), await world.addDriver({ autoAccept: true })];
  const { orderId } = await world.book(rider, { note: "blue gate" });
  await world.work();
  await world.drive(driver, MONAS);
  for (const status of ["ARRIVED", "STARTED"] as const) {
    await updateOrderStatus(world.ctx, driver, { orderId, status });
  }
  await world.drive(driver, destination(MONAS, 202.85, 1_400), { forS: 100 });
  await world.drive(driver, BLOK_M, { forS: 900 });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
  await world.work();
  await rateOrder(world.ctx, rider, { orderId, stars: 4, comment: "sang all the way" });
  return { rider, driver, orderId };
}

test("a rider gets their rides, words, money and devices, and nothing of the driver but what a receipt says", async () => {
  const { rider, driver, orderId } = await trip();
  await savePlace(ctx, rider, { kind: "home", place: { ...MONAS, label: "Jalan Mawar 3" } });
  await clearRecentPlaces(ctx, rider, {});
  const { of, text } = await exported(rider);
  expect(of("saved_places")).toMatchObject([{ kind: "home", name: null, label: "Jalan Mawar 3", ...MONAS }]);
  expect(of("cleared_places")).toMatchObject([{ cleared_at: expect.any(String) }]);
  expect(of("profile")).toMatchObject([{ user_id: rider.userId, email: `${rider.userId}@example.test` }]);
  expect(of("rides")).toMatchObject([{ order_id: orderId, note: "blue gate", rating_comment: "sang all the way" }]);
  expect(of("wallet").map(({ kind }) => kind)).toEqual(["credit", "fare"]);
  expect(of("quotes")).toHaveLength(1);
  expect(text).not.toContain(driver.userId);
  expect(text).not.toContain("cursor");
});

test("a driver gets trips, money and positions, exact for a day, and nothing of the rider", async () => {
  const { rider, driver, orderId } = await trip();
  const fresh = await exported(driver);
  expect(fresh.of("trips_driven")).toMatchObject([{ order_id: orderId, rating_stars: 4 }]);
  expect(fresh.of("vehicles")).toHaveLength(1);
  expect(fresh.of("steps_of_trips").length).toBeGreaterThanOrEqual(3);
  const exact = fresh.of("positions");
  expect(exact.length).toBeGreaterThan(10);
  for (const word of [rider.userId, "blue gate", "sang all the way"]) expect(fresh.text).not.toContain(word);
  await world.advance(25 * 3_600_000);
  const later = (await exported(driver)).of("positions");
  expect(later).toHaveLength(exact.length);
  for (const { lat } of later) expect(Number(lat)).toBeCloseTo(Number(Number(lat).toFixed(2)), 9);
});

test("a driver gets the reason of a payout that came back, and not what operators say to one another about one", async () => {
  const driver = await world.addDriver({ creditMinor: 100_000n });
  for (const [isApproved, reason] of [
    [false, "the account is closed"],
    [true, "complained twice, be careful"],
  ] as const) {
    const asked = { amountMinor: 10_000n, idempotencyKey: world.ctx.newId() };
    const { payoutId } = await requestPayout(world.ctx, driver, asked);
    await decidePayout(world.ctx, world.admin, { payoutId, isApproved, reason });
  }
  const { of } = await exported(driver);
  expect(of("payouts")).toMatchObject([
    { status: "returned", reason: "the account is closed" },
    { status: "approved", reason: null },
  ]);
});

test("more than a page is whole, and each row is there once", async () => {
  const driver = await world.addDriver();
  await world.ctx.db.execute(sql`
    INSERT INTO gps_points (city_id, driver_id, recorded_at, received_at, lat, lng, is_mock)
    SELECT ${world.cityId}, ${driver.userId}::uuid, clock.now() - n * interval '1 second', clock.now(), 0, 0, false
    FROM generate_series(1, 4500) n`);
  const { of } = await exported(driver);
  const instants = of("positions").map(({ at }) => at);
  expect(new Set(instants).size).toBe(instants.length);
  expect(instants.length).toBeGreaterThanOrEqual(4_500);
});

test("three a day, each on record; the fourth says when", async () => {
  const rider = await world.addRider();
  for (let time = 0; time < 3; time += 1) await exported(rider);
  await expect(exported(rider)).rejects.toEqual(expect.objectContaining({ code: "RATE_LIMITED", retryAfterS: 86_400 }));
  const { items } = await listAuditLog(world.ctx, world.admin, { limit: 50 });
  const own = items.filter(({ subjectId }) => subjectId === rider.userId);
  expect(own.map(({ action }) => action)).toEqual(["export-data", "export-data", "export-data"]);
  await world.advance(86_400_000);
  await exported(rider);
});

test("every part has a name of its own, and no part hands out what signs in", async () => {
  const names = EXPORT_SECTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const { text } = await exported(world.admin);
  for (const secret of ["token", "password", "hash"]) expect(text).not.toContain(secret);
});
