import { once } from "node:events";
import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { type AtlasSql, DRIVER } from "./driver.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let owner: Database;
let sql: AtlasSql;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = connect(database.url, { applicationName: "ended-owner", role: null, max: 1 });
  await owner[DRIVER]`CREATE TABLE written (id integer PRIMARY KEY)`;
  await owner[DRIVER]`GRANT ALL ON written TO atlas_app`;
});
beforeEach(async () => {
  await owner[DRIVER]`TRUNCATE written`;
  const db = connect(database.url, { applicationName: "ended-test", max: 1 });
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

type Tx = TransactionSql<{ bigint: bigint }>;

async function insert(tx: Tx | AtlasSql, id: number): Promise<unknown> {
  return await tx`INSERT INTO written VALUES (${id})`;
}

/** Ends the server's side of a transaction, and waits until the driver has seen it. */
async function loseConnection(tx: Tx): Promise<void> {
  const [row] = await tx<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  const waiting = tx`SELECT pg_sleep(60)`.execute();
  const lost = waiting.catch((err: unknown) => err);
  await owner[DRIVER]`SELECT pg_terminate_backend(${row?.pid ?? 0})`;
  expect(await lost).toMatchObject({ code: expect.stringMatching(/^(CONNECTION_CLOSED|ECONNRESET)$/) });
}

test("a statement of a transaction that has ended is refused", async () => {
  const leaked = await sql.begin(async (tx) => ({ tx }));
  await expect(insert(leaked.tx, 1)).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
  await sql.begin(async (other) => {
    await expect(insert(leaked.tx, 2)).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
    await insert(other, 3);
  });
  expect(await written()).toEqual([3]);
});

test("a statement that is asked for while the ROLLBACK is in progress is refused", async () => {
  const late = Promise.withResolvers<unknown>();
  const failing = sql.begin(async (tx) => {
    setImmediate(() => late.resolve(insert(tx, 1).catch((err: unknown) => err)));
    throw new Error("changed our mind");
  });
  await expect(failing).rejects.toThrow("changed our mind");
  expect(await late.promise).toMatchObject({ code: "TRANSACTION_ENDED" });
  expect(await written()).toEqual([]);
});

test("a transaction whose connection is lost writes nothing on the connection that replaces it", async () => {
  const reconnected = Promise.withResolvers<unknown>();
  const late = Promise.withResolvers<unknown>();
  const lost = sql.begin(async (tx) => {
    await loseConnection(tx);
    await reconnected.promise;
    late.resolve(insert(tx, 1).catch((err: unknown) => err));
  });
  const other = sql.begin(async (tx) => {
    reconnected.resolve(undefined);
    await insert(tx, 2);
    await tx`SELECT pg_sleep(0.05)`;
    await insert(tx, 3);
  });
  await expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  await other;
  expect(await late.promise).toMatchObject({ code: "CONNECTION_CLOSED" });
  expect(await written()).toEqual([2, 3]);
});

test("statements that wait inside a transaction fail when its connection is lost", async () => {
  const waiting: Promise<unknown>[] = [];
  const lost = sql.begin(async (tx) => {
    const [row] = await tx<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    // The first use of a text with a parameter fills the pipe; the others wait in the transaction's own queue.
    waiting.push(tx`SELECT pg_sleep(${60})`.execute(), insert(tx, 1), insert(tx, 2));
    const settled = Promise.allSettled(waiting);
    await Promise.resolve();
    await owner[DRIVER]`SELECT pg_terminate_backend(${row?.pid ?? 0})`;
    await settled;
  });
  await expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(await written()).toEqual([]);
});

test("a COPY that the server refuses at its end tells who writes it", async () => {
  await insert(sql, 1);
  const copying = sql.begin(async (tx) => {
    const stream = await tx`COPY written FROM STDIN`.simple().writable();
    stream.end("1\n");
    await once(stream, "finish");
  });
  await expect(copying).rejects.toMatchObject({ code: "23505" });
});

test("a COMMIT to which the server replies ROLLBACK fails", async () => {
  await insert(sql, 1);
  const swallowing = sql.begin(async (tx) => {
    await insert(tx, 2);
    const stream = await tx`COPY written FROM STDIN`.simple().writable();
    stream.end("1\n");
    await once(stream, "finish").catch(() => {});
  });
  await expect(swallowing).rejects.toMatchObject({ code: "TRANSACTION_ROLLED_BACK" });
  expect(await written()).toEqual([1]);
});

test("a transaction whose statement failed unseen is not taken for committed", async () => {
  const careless = sql.begin(async (tx) => {
    await insert(tx, 1);
    void tx`SELECT 1 / 0`.execute();
  });
  await expect(careless).rejects.toMatchObject({ code: "22012" });
  expect(await written()).toEqual([]);
});

test("a COMMIT that fails is a failure, and the connection is free again", async () => {
  await owner[DRIVER]`CREATE TABLE IF NOT EXISTS deferred (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
  await owner[DRIVER]`GRANT ALL ON deferred TO atlas_app`;
  const twice = sql.begin(async (tx) => tx`INSERT INTO deferred VALUES (1), (1)`);
  await expect(twice).rejects.toMatchObject({ code: "23505" });
  await insert(sql, 1);
  expect(await written()).toEqual([1]);
});

test("a savepoint that fails takes its own statements along and no others", async () => {
  await sql.begin(async (tx) => {
    await insert(tx, 1);
    const nested = tx.savepoint(async (inner) => {
      await insert(inner, 2);
      await insert(inner, 1);
    });
    await expect(nested).rejects.toMatchObject({ code: "23505" });
    await insert(tx, 3);
  });
  expect(await written()).toEqual([1, 3]);
});
