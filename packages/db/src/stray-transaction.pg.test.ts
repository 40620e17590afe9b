import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { type AtlasSql, DRIVER } from "./driver.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let owner: Database;
let db: Database;
let sql: AtlasSql;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = connect(database.url, { applicationName: "stray-owner", role: null, max: 1 });
  await owner[DRIVER]`CREATE TABLE written (id integer PRIMARY KEY)`;
  await owner[DRIVER]`GRANT ALL ON written TO atlas_app`;
});
beforeEach(async () => {
  await owner[DRIVER]`TRUNCATE written`;
  db = connect(database.url, { applicationName: "stray-test", max: 1 });
  sql = db[DRIVER];
  return async () => disconnect(db);
});
afterAll(async () => {
  await disconnect(owner);
  await database[Symbol.asyncDispose]();
});

async function written(): Promise<number[]> {
  const rows = await owner[DRIVER]<{ id: number }[]>`SELECT id FROM written ORDER BY id`;
  return rows.map(({ id }) => id);
}

async function backend(client: AtlasSql): Promise<number | undefined> {
  const [row] = await client<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  return row?.pid;
}

test.each(["BEGIN", "START TRANSACTION", "SELECT 1; BEGIN", "/* any */ begin read write"])(
  "%s on the pool is refused, and what was asked for behind it is kept",
  async (text) => {
    const before = await backend(sql);
    const inserts = [1, 2, 3].map(async (id) => sql`INSERT INTO written VALUES (${id})`.execute());
    const opening = sql.unsafe(text).execute();
    const behind = [4, 5, 6].map(async (id) => sql`INSERT INTO written VALUES (${id})`.execute());
    await expect(opening).rejects.toMatchObject({ code: "UNSAFE_TRANSACTION" });
    await Promise.all([...inserts, ...behind]);
    await sql.unsafe("ROLLBACK");
    expect(await written()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await backend(sql)).not.toBe(before);
  },
);

test("an error inside a transaction that nobody holds closes the connection", async () => {
  await expect(sql.unsafe("BEGIN; SELECT 1 / 0")).rejects.toMatchObject({ code: "22012" });
  expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
});

test("a text that begins and commits is one statement like any other", async () => {
  await sql.unsafe("BEGIN; INSERT INTO written VALUES (1); COMMIT");
  expect(await written()).toEqual([1]);
});

test("statements that ran in a transaction that nobody holds are not acknowledged", async () => {
  const holder = await sql.reserve();
  await holder.unsafe("BEGIN");
  const asked = [holder.unsafe("INSERT INTO written VALUES (1)"), holder.unsafe("INSERT INTO written VALUES (2)")];
  const running = [...asked, holder.unsafe("ROLLBACK")].map(async (query) => query.execute());
  const waiting = sql`SELECT 1 AS one`.execute();
  await new Promise(setImmediate);
  holder.release();
  expect(await Promise.allSettled(running)).toMatchObject([
    { reason: { code: "UNSAFE_TRANSACTION" } },
    { reason: { code: "CONNECTION_DESTROYED" } },
    { reason: { code: "CONNECTION_DESTROYED" } },
  ]);
  expect(await waiting).toEqual([{ one: 1 }]);
  expect(await written()).toEqual([]);
});

test("a reserved connection that is released inside a transaction is closed", async () => {
  const holder = await sql.reserve();
  await holder.unsafe("BEGIN");
  await holder`INSERT INTO written VALUES (1)`;
  holder.release();
  await sql`INSERT INTO written VALUES (2)`;
  await sql.unsafe("ROLLBACK");
  expect(await written()).toEqual([2]);
});

test("a reserved connection that is released outside of a transaction is kept", async () => {
  const holder = await sql.reserve();
  const [row] = await holder<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  holder.release();
  expect(await backend(sql)).toBe(row?.pid);
});

test("a handle of a reserved connection is refused after its release", async () => {
  const holder = await sql.reserve();
  holder.release();
  const other = sql.begin(async (tx) => {
    await expect(holder`INSERT INTO written VALUES (1)`).rejects.toMatchObject({ code: "CONNECTION_RELEASED" });
    holder.release();
    await tx`INSERT INTO written VALUES (2)`;
  });
  await Promise.all([other, sql`INSERT INTO written VALUES (3)`]);
  expect(await written()).toEqual([2, 3]);
});

test("a pool that is closed while a connection is reserved ends when that is released", async () => {
  const holder = await sql.reserve();
  const ending = sql.end();
  await holder`INSERT INTO written VALUES (1)`;
  holder.release();
  await ending;
  expect(await written()).toEqual([1]);
});

test("a pool that is closed ends when the connection of its last statement is lost", async () => {
  const pid = await backend(sql);
  const running = sql`SELECT pg_sleep(60)`.execute();
  // Awaited below: it may be lost before the call that ends it has returned.
  const lost = running.catch((err: unknown) => err);
  await new Promise(setImmediate);
  const ending = sql.end();
  await owner[DRIVER]`SELECT pg_terminate_backend(${pid ?? 0})`;
  expect(await lost).toMatchObject({ code: expect.stringMatching(/^(CONNECTION_CLOSED|ECONNRESET)$/) });
  await ending;
});

test.each(["released", "lost"])("statements that wait on a reserved connection fail when it is %s", async (how) => {
  const holder = await sql.reserve();
  const [row] = await holder<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  // The first use of a text with a parameter fills the pipe.
  const running = Promise.allSettled([holder`SELECT pg_sleep(${0.5})`.execute()]);
  const waiting = holder`INSERT INTO written VALUES (1)`.execute();
  const code = how === "released" ? "CONNECTION_RELEASED" : "CONNECTION_CLOSED";
  const rejection = waiting.catch((err: unknown) => err);
  await new Promise(setImmediate);
  if (how === "released") holder.release();
  else await owner[DRIVER]`SELECT pg_terminate_backend(${row?.pid ?? 0})`;
  expect(await rejection).toMatchObject({ code });
  await running;
  expect(await written()).toEqual([]);
});
