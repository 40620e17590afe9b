import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z, ZodError } from "zod";
import { connect, type Database, disconnect } from "./connect.ts";
import { isoTimeColumn, minorColumn, query, queryOne, timeColumn } from "./query.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url, { applicationName: "query-test", max: 1 });
});
afterAll(async () => {
  await disconnect(db);
  await database[Symbol.asyncDispose]();
});

const at = "2026-03-01T10:00:00.250Z";

test("rows come as their schema says, alone and in a transaction", async () => {
  const row = z.object({ count: z.bigint(), amount: minorColumn, at: timeColumn, iso: isoTimeColumn });
  const statement = sql`
    SELECT n AS count, n * 100 AS amount, ${at}::timestamptz AS at, ${at}::timestamptz AS iso
    FROM unnest(${sql.param(["1", "2"])}::bigint[]) AS n`;
  const rows = [1n, 2n].map((n) => ({ count: n, amount: `${n}00`, at: new Date(at), iso: at }));
  expect(await query(db, row, statement)).toEqual(rows);
  expect(await db.transaction(async (tx) => await query(tx, row, statement))).toEqual(rows);
});

test("a row that is not as its schema says is a bug, not a mistake of the caller", async () => {
  const failed = query(db, z.object({ count: z.int() }), sql`SELECT count(*) FROM users`);
  await expect(failed).rejects.toThrow(/not as its schema says.*expected number, received bigint/s);
  await expect(failed).rejects.not.toBeInstanceOf(ZodError);
});

test("what Postgres refuses is the driver's error, without the parameters in its message", async () => {
  const failed = query(db, z.object({}), sql`SELECT 1 / length(${"secret"}::text) / 0`);
  await expect(failed).rejects.toMatchObject({ code: "22012", message: "division by zero" });
});

test("a single row has to be there", async () => {
  const row = z.object({ n: z.int() });
  expect(await queryOne(db, row, sql`SELECT 1 AS n`)).toEqual({ n: 1 });
  await expect(queryOne(db, row, sql`SELECT 1 AS n WHERE false`)).rejects.toThrow("returned none");
});
