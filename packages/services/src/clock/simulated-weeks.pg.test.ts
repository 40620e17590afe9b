import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLedgerMetrics } from "../ops/read-ledger-metrics.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { expireHolds } from "../ledger/post/expire-holds.ts";
import { holdMoney } from "../ledger/post/hold.ts";
import { done } from "../ledger/testing/done.ts";

const DAY_MS = 86_400_000;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

test("a hold of three weeks ends after three weeks, by the clock of SQL as well", async () => {
  const { ctx, admin } = world;
  const { userId } = await world.addRider(1_000n);
  const hold = { userId, amountMinor: 400n, ttlS: (21 * DAY_MS) / 1_000, idempotencyKey: uuidv7(), reason: "deposit" };
  const { holdId } = done(await holdMoney(ctx, admin, hold));

  await world.advance(20 * DAY_MS);
  expect(await readLedgerMetrics(ctx)).toMatchObject({ openHolds: 1, overdueHolds: 0 });
  expect(await expireHolds(ctx)).toBe(0);

  await world.advance(2 * DAY_MS);
  expect(await readLedgerMetrics(ctx)).toMatchObject({ openHolds: 1, overdueHolds: 1 });
  expect(await expireHolds(ctx)).toBe(1);
  const [held] = await ctx.db.execute<{ status: string; days: number }>(sql`
    SELECT status, extract(day FROM closed_at - created_at)::int AS days FROM ledger.holds WHERE id = ${holdId}`);
  expect(held).toEqual({ status: "expired", days: 22 });
});
