import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { DRIVER } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { removeTestClock, setTestClock } from "./test-clock.ts";
import { createTestDatabase } from "./test-database.ts";

const DAY_MS = 86_400_000;

async function aheadMs(db: Database): Promise<number> {
  const [row] = await db.execute<{ ms: number }>(
    sql`SELECT (extract(epoch FROM clock.now() - clock_timestamp()) * 1000)::float8 AS ms`,
  );
  return Math.abs(Math.round(row?.ms ?? Number.NaN));
}

async function expectInlined(db: Database): Promise<void> {
  const plan = await db[DRIVER].unsafe("EXPLAIN (VERBOSE) SELECT clock.now()");
  expect(JSON.stringify(plan)).toContain("Output: clock_timestamp()");
}

test("the time of a test database is set for everybody who reads it", async () => {
  await using database = await createTestDatabase();
  const [one, other] = [1, 2].map(() => connect(database.url, { applicationName: "test-clock", max: 1 }));
  if (!one || !other) throw new Error("two connections");
  expect(await aheadMs(other)).toBe(0);
  await setTestClock(one, 30 * DAY_MS);
  expect(await aheadMs(other)).toBe(30 * DAY_MS);
  await Promise.all([disconnect(one), disconnect(other)]);
});

test("a database for benchmarks has the clock of production", async () => {
  await using database = await createTestDatabase();
  await removeTestClock(database.url);
  const db = connect(database.url, { applicationName: "test-clock", max: 1 });
  await expectInlined(db);
  await expect(setTestClock(db, DAY_MS)).rejects.toMatchObject({ cause: { code: "42P01" } });
  await disconnect(db);
});

describe("in a production database", () => {
  const name = `atlas_test_production_${randomBytes(6).toString("hex")}`;
  let server: ReturnType<typeof postgres>;
  let app: Database;
  let owner: Database;
  beforeAll(async () => {
    const url = new URL(process.env["ATLAS_TEST_DATABASE_URL"] ?? "");
    server = postgres(url.toString(), { max: 1, onnotice: () => {} });
    await server`CREATE DATABASE ${server(name)}`;
    url.pathname = `/${name}`;
    await migrate(url.toString());
    app = connect(url.toString(), { applicationName: "test-clock", max: 1 });
    owner = connect(url.toString(), { applicationName: "test-clock", max: 1, role: null });
  });
  afterAll(async () => {
    await Promise.all([disconnect(app), disconnect(owner)]);
    await server`DROP DATABASE ${server(name)} WITH (FORCE)`;
    await server.end();
  });

  test("nobody can set the time", async () => {
    for (const db of [app, owner]) {
      await expect(setTestClock(db, DAY_MS)).rejects.toMatchObject({ cause: { code: "42P01" } });
      expect(await aheadMs(db)).toBe(0);
    }
  });

  test("the servers' log-in can neither make the setting nor replace the clock, under any name that goes before", async () => {
    for (const statement of [
      "CREATE TABLE clock.test_offset (ahead interval NOT NULL)",
      "CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
      "ALTER FUNCTION clock.now() RENAME TO past",
      "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    ]) {
      await expect(app[DRIVER].unsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  test("the function is inlined, so that it costs nothing of its own", async () => {
    await expectInlined(app);
  });

  test("a setting that the owner makes has no effect", async () => {
    await owner[DRIVER].unsafe(`
      CREATE TABLE clock.test_offset (ahead interval NOT NULL);
      INSERT INTO clock.test_offset VALUES (interval '0');
      GRANT SELECT, UPDATE ON clock.test_offset TO atlas_app;`);
    await setTestClock(app, DAY_MS);
    expect(await aheadMs(app)).toBe(0);
  });
});
