import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type ISql, type Sql, type TransactionSql } from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { migrate } from "../migrate.ts";
import { createTestDatabase, schemaDigest, type TestDatabase } from "../test-database.ts";
import { applySqlFiles } from "./apply-sql-files.ts";
import { FUNCTIONS_DIR, readSqlFiles } from "./read-sql-files.ts";

let database: TestDatabase;
let sql: Sql;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connectTo(database.url);
});
afterAll(async () => {
  await sql.end();
  await database[Symbol.asyncDispose]();
});

/** With this search path the catalogue writes every name out in full, as it does inside the transaction that runs the files. */
function connectTo(url: string): Sql {
  return postgres(url, { max: 2, onnotice: () => {}, connection: { search_path: "pg_catalog" } });
}

/** A copy of the files, to be changed by a test. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atlas-functions-"));
  cpSync(FUNCTIONS_DIR, folder, { recursive: true });
  return () => rmSync(folder, { recursive: true });
});
function edit(name: string, from: string, to: string): void {
  const path = join(folder, `${name}.sql`);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

/** Functions, triggers and rights as the catalogue has them. Shares nothing with the code that decides what to run. */
async function describeDatabase(db: ISql): Promise<string[]> {
  const rows = await db<{ line: string }[]>`
    SELECT concat_ws(' | ', p.oid::regprocedure, pg_get_function_result(p.oid), p.prosecdef, p.proconfig, p.provolatile,
      p.proparallel, p.proacl, p.proowner::regrole, md5(pg_get_functiondef(p.oid))) AS line
    FROM pg_proc p WHERE p.pronamespace IN ('ledger'::regnamespace, 'public'::regnamespace)
    UNION ALL
    SELECT concat_ws(' | ', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT concat_ws(' | ', oid::regclass, relacl, relowner::regrole) FROM pg_class
    WHERE relnamespace IN ('ledger'::regnamespace, 'public'::regnamespace) AND NOT relispartition
    UNION ALL
    SELECT concat_ws(' | ', attrelid::regclass, attname, attacl) FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384
    UNION ALL
    SELECT concat_ws(' | ', nspname, nspacl) FROM pg_namespace WHERE nspname IN ('ledger', 'public')
    ORDER BY line`;
  return rows.map(({ line }) => line);
}

class Rollback extends Error {}

/** Runs `act` and takes everything back, so that every test begins with the database as it was. */
async function thenRollBack(act: (tx: TransactionSql) => Promise<void>): Promise<void> {
  const rolledBack = sql.begin(async (tx) => {
    await act(tx);
    throw new Rollback();
  });
  await expect(rolledBack).rejects.toThrow(Rollback);
}

async function createEmptyDatabase(): Promise<AsyncDisposable & { readonly url: string; readonly sql: Sql }> {
  const name = `atlas_test_empty_${randomBytes(6).toString("hex")}`;
  await sql`CREATE DATABASE ${sql(name)}`;
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const empty = connectTo(url.href);
  return {
    url: url.href,
    sql: empty,
    async [Symbol.asyncDispose]() {
      await empty.end();
      await sql`DROP DATABASE ${sql(name)} WITH (FORCE)`;
    },
  };
}

test("the database holds what the files say and nothing else", async () => {
  const rows = await sql<{ name: string }[]>`
    SELECT replace(n.nspname || '/' || p.proname, '_', '-') AS name
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('ledger', 'public')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT replace(n.nspname || '/triggers/' || t.tgname, '_', '-') FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal`;
  const files = readSqlFiles().filter(({ kind }) => kind !== "grants");
  expect(rows.map(({ name }) => name).toSorted()).toEqual(files.map(({ name }) => name).toSorted());

  await thenRollBack(async (tx) => {
    const before = await describeDatabase(tx);
    await tx.unsafe(`
      DO $$
      BEGIN
        EXECUTE (
          SELECT 'DROP FUNCTION ' || string_agg(oid::regprocedure::text, ', ') || ' CASCADE' FROM pg_proc
          WHERE pronamespace IN ('ledger'::regnamespace, 'public'::regnamespace)
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = pg_proc.oid AND d.deptype = 'e'));
        REVOKE ALL ON ALL TABLES IN SCHEMA ledger, public FROM atlas_app, atlas_identity;
        REVOKE ALL ON SCHEMA ledger, public FROM atlas_app, atlas_identity;
      END
      $$`);
    expect(await applySqlFiles(tx)).toEqual(readSqlFiles().map(({ name }) => name));
    expect(await describeDatabase(tx)).toEqual(before);
  });
});

test("a file begins by saying what it makes", () => {
  expect(readSqlFiles().filter(({ sql: text }) => !/^-- \S/.test(text))).toEqual([]);
});

test("no body has more than 60 lines", () => {
  const bodies = readSqlFiles().map(({ name, sql: text }) => ({
    name,
    lines: text.split("$$")[1]?.trim().split("\n").length ?? 0,
  }));
  expect(bodies.filter(({ lines }) => lines > 60)).toEqual([]);
});

test("a second start runs nothing, and two that come at once take turns", async () => {
  const runs = () => sql`SELECT * FROM drizzle.sql_files ORDER BY name`;
  const before = await runs();
  await Promise.all([migrate(database.url), migrate(database.url)]);
  expect(await runs()).toEqual(before);
  await thenRollBack(async (tx) => expect(await applySqlFiles(tx)).toEqual([]));

  await using empty = await createEmptyDatabase();
  await Promise.all([migrate(empty.url), migrate(empty.url)]);
  expect(await describeDatabase(empty.sql)).toEqual(await describeDatabase(sql));
});

test.each([
  "CREATE OR REPLACE FUNCTION ledger.own_shard() RETURNS integer LANGUAGE sql STABLE RETURN 7",
  "ALTER FUNCTION ledger.settle_trips SECURITY INVOKER",
  "ALTER FUNCTION ledger.post RESET search_path",
  "DROP FUNCTION ledger.reserve",
  "CREATE FUNCTION ledger.digest(p_payload text, p_salt text) RETURNS integer LANGUAGE sql RETURN 1",
  "CREATE FUNCTION ledger.print_money() RETURNS integer LANGUAGE sql RETURN 1",
  "ALTER TABLE ledger.entries DISABLE TRIGGER entries_append_only",
  "DROP TRIGGER holds_never_deleted ON ledger.holds",
  "GRANT INSERT ON ledger.entries TO atlas_app",
  "GRANT EXECUTE ON FUNCTION ledger.move TO PUBLIC",
  "REVOKE SELECT ON public.orders FROM atlas_app",
  "GRANT UPDATE (role) ON public.users TO atlas_app",
])("the next start takes back: %s", async (change) => {
  const before = await describeDatabase(sql);
  await thenRollBack(async (tx) => {
    await tx.unsafe(change);
    expect(await describeDatabase(tx)).not.toEqual(before);
    await applySqlFiles(tx);
    expect(await describeDatabase(tx)).toEqual(before);
  });
});

test("a trigger that stands as its file says is not made again, which would lock its table", async () => {
  await thenRollBack(async (tx) => {
    await tx`TRUNCATE drizzle.sql_files`;
    const others = readSqlFiles().filter(({ kind }) => kind !== "trigger");
    expect(await applySqlFiles(tx)).toEqual(others.map(({ name }) => name));
  });
});

test("an upgrade that meets a deadlock with a posting is tried again", async () => {
  await using installed = await createTestDatabase();
  const servers = connectTo(installed.url);
  // As a posting may: one table first, the other one later. The server then ends the transaction that waits longer.
  edit("ledger/triggers/accounts-never-deleted", "DELETE OR TRUNCATE", "DELETE");
  edit("ledger/triggers/holds-never-deleted", "DELETE OR TRUNCATE", "DELETE");
  const upgrade = await servers.begin(async (tx) => {
    await tx`SET LOCAL deadlock_timeout = '1 min'`;
    await tx`LOCK TABLE ledger.holds IN ROW EXCLUSIVE MODE`;
    const running = migrate(installed.url, { functionsDir: folder });
    await expect
      .poll(async () => await servers`SELECT FROM pg_locks WHERE relation = 'ledger.holds'::regclass AND NOT granted`)
      .toHaveLength(1);
    await tx`LOCK TABLE ledger.accounts IN ROW EXCLUSIVE MODE`;
    return { running };
  });
  await upgrade.running;
  expect(await servers`SELECT FROM pg_trigger WHERE tgname = 'holds_never_deleted' AND tgtype & 32 = 0`).toHaveLength(
    1,
  );
  await servers.end();
});

test("only what was edited runs, and the grants after it", async () => {
  edit("ledger/own-shard", "& 15", "& 7");
  await thenRollBack(async (tx) => {
    expect(await applySqlFiles(tx, folder)).toEqual(["ledger/own-shard", "ledger/grants", "public/grants"]);
  });
});

test.each([
  ["another name of a parameter", "p_shard integer", "p_part integer"],
  ["another type of a parameter", "p_shard integer", "p_part bigint"],
  ["one parameter more", "p_shard integer", "p_part integer, p_more integer DEFAULT 0"],
])("a function with %s takes the place of the old one, also in what is bound to it", async (_, from, to) => {
  edit("ledger/city-account-id", from, to);
  edit("ledger/city-account-id", "p_shard::text", "p_part::text");
  await thenRollBack(async (tx) => {
    await applySqlFiles(tx, folder);
    expect(await tx`SELECT FROM pg_proc WHERE proname = 'city_account_id'`).toHaveLength(1);
    await tx`SELECT ledger.open_city_accounts('elsewhere', 'IDR')`;
    expect(await tx`SELECT FROM ledger.accounts WHERE city_id = 'elsewhere'`).toHaveLength(9 * 16);
  });
});

test("a function may read what a later file adds to the result of another", async () => {
  edit("ledger/trips-to-settle", "tax_bps integer)", "tax_points integer)");
  edit("ledger/plan-settlements", "t.tax_bps", "t.tax_points");
  await thenRollBack(async (tx) => {
    await applySqlFiles(tx, folder);
    expect(await tx`SELECT FROM ledger.plan_settlements('{}', '{}', 0)`).toEqual([]);
  });
});

test("what has lost its file is dropped, and what no file ever made stays", async () => {
  rmSync(join(folder, "public", "triggers", "order-transitions-append-only.sql"));
  rmSync(join(folder, "ledger", "own-shard.sql"));
  await thenRollBack(async (tx) => {
    await tx`CREATE FUNCTION public.of_an_operator() RETURNS integer LANGUAGE sql RETURN 1`;
    await applySqlFiles(tx, folder);
    const left = await tx<{ proname: string }[]>`
      SELECT proname FROM pg_proc WHERE proname IN ('own_shard', 'of_an_operator')`;
    expect(left.map(({ proname }) => proname)).toEqual(["of_an_operator"]);
    expect(await tx`SELECT FROM pg_trigger WHERE tgname = 'order_transitions_append_only'`).toEqual([]);
    expect(await tx`SELECT FROM drizzle.sql_files WHERE name = 'ledger/own-shard'`).toEqual([]);
  });
});

test("a file that the database refuses is named and leaves everything as it was, migrations too", async () => {
  edit("ledger/own-shard", "& 15", "& 7");
  edit("ledger/void", "LANGUAGE plpgsql", "LANGUAGE plpgsql IMUTABLE");
  const before = await describeDatabase(sql);
  await expect(migrate(database.url, { functionsDir: folder })).rejects.toThrow(
    "packages/db/functions/ledger/void.sql: syntax error",
  );
  expect(await describeDatabase(sql)).toEqual(before);

  await using empty = await createEmptyDatabase();
  await expect(migrate(empty.url, { functionsDir: folder })).rejects.toThrow("ledger/void.sql");
  const schemas = await empty.sql`SELECT nspname FROM pg_namespace WHERE nspname IN ('ledger', 'drizzle')`;
  expect(schemas).toEqual([]);
});

test("a function that a CHECK is bound to is not dropped under it", async () => {
  edit("ledger/city-account-id", "p_shard integer", "p_part integer");
  edit("ledger/city-account-id", "p_shard::text", "p_part::text");
  await thenRollBack(async (tx) => {
    await tx`CREATE TABLE public.bound (id uuid CHECK (id <> ledger.city_account_id('a', 'b', 'c', 0)))`;
    await expect(tx.savepoint((inner) => applySqlFiles(inner, folder))).rejects.toThrow(
      /ledger\/city-account-id\.sql: cannot drop .*\(constraint bound_id_check on table public.bound depends on/,
    );
  });
});

test("a file that makes something else than its path says is refused", () => {
  edit("ledger/own-shard", "ledger.own_shard()", "ledger.our_shard()");
  expect(() => readSqlFiles(folder)).toThrow("ledger/own-shard.sql does not make the function ledger.own_shard");
});

test("an edited file is another template for test databases", () => {
  const before = schemaDigest(folder);
  expect(before).toBe(schemaDigest());
  edit("ledger/own-shard", "& 15", "& 7");
  expect(schemaDigest(folder)).not.toBe(before);
});
