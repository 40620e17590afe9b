import { SYSTEM } from "@atlas/core/actor";
import { connect, disconnect } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { users } from "@atlas/db/schema/identity";
import { createTestDatabase } from "@atlas/db/test-database";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { reconcile } from "../../ledger/audit/reconcile.ts";
import { verifyChain } from "../../ledger/audit/verify-chain.ts";
import { JAKARTA } from "../jakarta.ts";
import { seedDemo } from "../seed-demo.ts";
import { fillDatabase, FillRefusal, measureTables } from "./fill-database.ts";

const SMALL = { orders: 2_000, people: 600, seed: 7 };
const sumsRow = z.object({ people: z.string(), orders: z.string(), entries: z.string() });

/** Digests of what was filled, whatever else is there. */
async function digests(url: string): Promise<unknown> {
  const db = connect(url, { applicationName: "fill-test", role: null, max: 1 });
  const digest = (of: string, table: string) =>
    sql.raw(`(SELECT md5(string_agg(${of}, '|' ORDER BY ${of})) FROM ${table})`);
  const rows = await query(
    db,
    sumsRow,
    sql`SELECT ${digest("id::text || name || phone || email", "users WHERE is_demo")} AS people,
      ${digest("id::text || rider_id || status || pickup_label || ended_at", "orders")} AS orders,
      ${digest("account_id::text || seq || amount || at", "ledger.entries")} AS entries`,
  );
  await disconnect(db);
  return rows;
}

test("a fill is a year of orders whose books balance and whose chain verifies, and nothing lies in the future", async () => {
  await using database = await createTestDatabase();
  await seedDemo(database.url);
  await fillDatabase(database.url, SMALL);
  const db = connect(database.url, { applicationName: "fill-test", role: null, max: 2 });
  const ctx = { db, clock: () => new Date() };
  expect(await reconcile(ctx, SYSTEM, {})).toMatchObject({ isClean: true, findings: [] });
  expect(await verifyChain(ctx, SYSTEM, { head: undefined })).toMatchObject({ isIntact: true });
  const facts = await db.execute(sql`
    SELECT count(*)::integer AS orders, count(DISTINCT status)::integer AS outcomes,
      bool_and(coalesce(settled_at, ended_at) < clock.now() AND created_at > clock.now() - interval '367 days') AS "isPast",
      count(*) FILTER (WHERE (status = 'FINISHED') <> (settled_at IS NOT NULL))::integer AS unsettled,
      (max(created_at) - min(created_at) > interval '360 days') AS "isAYear"
    FROM orders`);
  expect(facts).toEqual([{ orders: SMALL.orders, outcomes: 3, isPast: true, unsettled: 0, isAYear: true }]);
  await disconnect(db);
  const tables = await measureTables(database.url);
  expect(tables.every(({ rows, bytes }) => rows > 0 && bytes > 0)).toBe(true);
});

test("the same seed gives the same rows, another seed others", async () => {
  await using one = await createTestDatabase();
  await using same = await createTestDatabase();
  await using other = await createTestDatabase();
  await fillDatabase(one.url, SMALL);
  await fillDatabase(same.url, SMALL);
  await fillDatabase(other.url, { ...SMALL, seed: 8 });
  const digest = await digests(one.url);
  expect(await digests(same.url)).toEqual(digest);
  expect(await digests(other.url)).not.toEqual(digest);
});

test("a database with people, orders or a fill in it is left alone", async () => {
  await using database = await createTestDatabase();
  await fillDatabase(database.url, SMALL);
  const before = await digests(database.url);
  await expect(fillDatabase(database.url, SMALL)).rejects.toThrow("filled before: it has 600");
  await expect(fillDatabase(database.url, { ...SMALL, people: 5 })).rejects.toBeInstanceOf(FillRefusal);
  const db = connect(database.url, { applicationName: "fill-test", role: null, max: 1 });
  const person = { name: "Somebody", email: "somebody@real-atlas.test.example", role: "rider" as const };
  await db.insert(users).values({ id: "0199d3a0-6c1e-7000-8000-0000000000bb", cityId: JAKARTA.id, ...person });
  await disconnect(db);
  await expect(fillDatabase(database.url, SMALL)).rejects.toThrow("not of a demo");
  expect(await digests(database.url)).toEqual(before);
});
