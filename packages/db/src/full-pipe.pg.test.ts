import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { DRIVER } from "./driver.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

/** Statements that postgres.js sends on one connection before the first has its result (`max_pipeline`). */
const PIPE = 100;
const POOL = 20;
const ROUNDS = 10;
const AFTER_THE_TRANSACTIONS = 400;

let database: TestDatabase;
let owner: Database;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = connect(database.url, { applicationName: "full-pipe-owner", role: null, max: 1 });
  await owner[DRIVER]`CREATE TABLE acknowledged (id integer PRIMARY KEY)`;
  await owner[DRIVER]`GRANT INSERT ON acknowledged TO atlas_app`;
  db = connect(database.url, { applicationName: "full-pipe-test", max: POOL });
});
afterAll(async () => {
  await disconnect(db);
  await disconnect(owner);
  await database[Symbol.asyncDispose]();
});

test("every acknowledged insert exists when transactions begin on full pipes", async () => {
  const acknowledged: number[] = [];
  const refused: unknown[] = [];
  let next = 0;
  // `execute` has the statements sent in the order they are made: each BEGIN is the one that fills a pipe.
  const insert = async (): Promise<void> => {
    next += 1;
    const id = next;
    await db[DRIVER]`INSERT INTO acknowledged VALUES (${id})`.execute();
    acknowledged.push(id);
  };
  const transaction = async (): Promise<unknown> =>
    await db[DRIVER].begin(async (tx) => await tx`SELECT 1`).catch((err: unknown) => refused.push(err));
  const times = (count: number, work: () => Promise<unknown>): Promise<unknown>[] =>
    Array.from({ length: count }, work);

  await insert();
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all([
      ...times(POOL * PIPE, insert),
      ...times(POOL, transaction),
      ...times(AFTER_THE_TRANSACTIONS, insert),
    ]);
  }

  const stored = await owner[DRIVER]<{ id: number }[]>`SELECT id FROM acknowledged`;
  const kept = new Set(stored.map(({ id }) => id));
  expect(acknowledged).toHaveLength(1 + ROUNDS * (POOL * PIPE + AFTER_THE_TRANSACTIONS));
  expect({ lost: acknowledged.filter((id) => !kept.has(id)).length, refused }).toEqual({ lost: 0, refused: [] });
});
