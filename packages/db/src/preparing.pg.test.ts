import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anyOf } from "./any-of.ts";
import { connect, type Database, disconnect } from "./connect.ts";
import { DRIVER } from "./driver.ts";
import { users } from "./schema/identity.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url, { applicationName: "preparing-test", role: null, max: 1 });
});
afterAll(async () => {
  await disconnect(db);
  await database[Symbol.asyncDispose]();
});

async function preparedWith(text: string): Promise<number> {
  const all = await db[DRIVER]<{ statement: string }[]>`SELECT statement FROM pg_prepared_statements`;
  return all.filter(({ statement }) => statement.includes(text)).length;
}

test("lists of any length are one prepared statement, in a transaction and its savepoint as well", async () => {
  const ids = Array.from({ length: 3 }, (_, index) => `00000000-0000-7000-8000-00000000000${index}`);
  const read = async (queryable: Pick<Database, "select">, length: number): Promise<number> => {
    const rows = await queryable
      .select({ id: users.id })
      .from(users)
      .where(anyOf(users.id, ids.slice(0, length)));
    return rows.length;
  };
  expect(await read(db, 3)).toBe(0);
  await db.transaction(async (tx) => {
    await read(tx, 1);
    await tx.transaction(async (nested) => read(nested, 0));
  });
  expect(await preparedWith('from "users" where')).toBe(1);
});

test("a text with more parameters than the limit is not kept", async () => {
  const numbers = Array.from({ length: 65 }, (_, index) => sql`${index}::integer`);
  const sum = sql.join(numbers, sql` + `);
  expect(await db.execute(sql`SELECT ${sum} AS many_parameters`)).toEqual([{ many_parameters: 2_080 }]);
  expect(await preparedWith("many_parameters")).toBe(0);
});

test("a transaction has the isolation that it asks for", async () => {
  const isolation = sql`SELECT current_setting('transaction_isolation') AS isolation`;
  const [row] = await db.transaction(async (tx) => await tx.execute(isolation), { isolationLevel: "repeatable read" });
  expect(row).toEqual({ isolation: "repeatable read" });
});

test("a savepoint that fails leaves its transaction alone", async () => {
  await db.execute(sql`CREATE TABLE kept (id int PRIMARY KEY)`);
  const insert = (id: number) => sql`INSERT INTO kept VALUES (${id})`;
  await db.transaction(async (tx) => {
    await tx.execute(insert(1));
    const failed = tx.transaction(async (nested) => {
      await nested.execute(insert(2));
      await nested.execute(insert(1));
    });
    await expect(failed).rejects.toMatchObject({ cause: { code: "23505" } });
    await tx.execute(insert(3));
  });
  expect(await db.execute(sql`SELECT id FROM kept ORDER BY id`)).toEqual([{ id: 1 }, { id: 3 }]);
});
