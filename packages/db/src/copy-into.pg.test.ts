import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { copyInto } from "./copy-into.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url, { applicationName: "copy-into-test", role: null, max: 1 });
  await db.execute(sql`CREATE TABLE copied (id int PRIMARY KEY, note text)`);
});
beforeEach(async () => {
  await db.execute(sql`TRUNCATE copied`);
});
afterAll(async () => {
  await disconnect(db);
  await database[Symbol.asyncDispose]();
});

const target = { table: "copied", columns: ["note", "id"], format: "text" } as const;
const copied = sql`SELECT id, note FROM copied ORDER BY id`;

test("what is sent is in the table when it resolves", async () => {
  await copyInto(db, target, [Buffer.from("one\t1\n"), Buffer.from("two\t2\n")]);
  expect(await db.execute(copied)).toEqual([
    { id: 1, note: "one" },
    { id: 2, note: "two" },
  ]);
});

test("what the server refuses when all of it is out rejects, and nothing of it is written", async () => {
  const twice = copyInto(db, target, [Buffer.from("one\t1\n"), Buffer.from("again\t1\n")]);
  await expect(twice).rejects.toMatchObject({ code: "23505" });
  expect(await db.execute(copied)).toEqual([]);
});

test("what cannot be read to its end rejects, and nothing of it is written", async () => {
  const data = async function* (): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from("one\t1\n"));
    throw new Error("the file ends too soon");
  };
  await expect(copyInto(db, target, data())).rejects.toThrow("the file ends too soon");
  expect(await db.execute(copied)).toEqual([]);
});
