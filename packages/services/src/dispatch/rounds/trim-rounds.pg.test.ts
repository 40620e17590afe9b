import { dispatchRounds } from "@atlas/db/schema/orders";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { explainDispatch } from "./explain-dispatch.ts";
import { oldestRounds, trimRounds } from "./trim-rounds.ts";

const DAY_MS = 86_400_000;
const RETENTION = { retentionDays: 30 };

let world: TestWorld;
beforeEach(async () => {
  world = await openTestWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

async function addRounds(orderId: string, count: number): Promise<void> {
  await world.ctx.db.execute(sql`
    INSERT INTO dispatch_rounds (id, order_id, round, radius_m, compute_ms, candidates, at)
    SELECT gen_random_uuid(), ${orderId}::uuid, 100 + n, 1000, 1, '[]', ${world.ctx.clock().toISOString()}::timestamptz
    FROM generate_series(1, ${count}) AS n`);
}

test("why a driver was chosen can be looked up for thirty days, and then no more", async () => {
  await world.addDriver({ awayM: 100 });
  const { orderId } = await world.book(await world.addRider());
  await world.work();
  const rounds = async (): Promise<number> =>
    (await explainDispatch(world.ctx, world.admin, { orderId })).rounds.length;
  expect(await rounds()).toBe(1);
  await world.advance(30 * DAY_MS - 1_000);
  expect(await trimRounds(world.ctx, RETENTION)).toBe(0);
  expect(await rounds()).toBe(1);
  await world.advance(2_000);
  expect(await trimRounds(world.ctx, RETENTION)).toBe(1);
  expect(await rounds()).toBe(0);
});

test("more than a batch goes in one call, and what is younger stays", async () => {
  const { orderId } = await world.book(await world.addRider());
  await addRounds(orderId, 5_003);
  await world.advance(DAY_MS);
  await addRounds(orderId, 2);
  await world.advance(30 * DAY_MS - 1_000);
  expect(await trimRounds(world.ctx, RETENTION)).toBe(5_003);
  expect(await world.ctx.db.$count(dispatchRounds)).toBe(2);
});

test("a batch is found by the index on time", async () => {
  const { orderId } = await world.book(await world.addRider());
  await addRounds(orderId, 20_000);
  await world.ctx.db.execute(sql`ANALYZE dispatch_rounds`);
  const plan = await world.ctx.db.execute(sql`EXPLAIN ${oldestRounds(world.ctx, 30)}`);
  expect(JSON.stringify(plan)).toContain("dispatch_rounds_at_idx");
});
