import { randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeEach, expect, test } from "vitest";
import { connect, disconnect } from "./connect.ts";
import { withLogin } from "./database-url.ts";
import { migrate } from "./migrate.ts";
import { APP_ROLE, IDENTITY_ROLE } from "./roles.ts";
import { setTestClock } from "./test-clock.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const DAY_MS = 86_400_000;
/** What a gateway of the version before does to sign somebody in. */
const SIGN_IN = [
  "SELECT password FROM credentials",
  "INSERT INTO sessions SELECT * FROM sessions",
  "UPDATE users SET name = name",
];

let database: TestDatabase;
let owner: Sql;
const opened: AsyncDisposable[] = [];
const made: string[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
  opened.push(database);
  return async () => {
    for (const name of made.splice(0)) await owner.unsafe(`DROP ROLE IF EXISTS ${name}`);
    await owner.end();
  };
});
afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

/** As it was installed by a version without the auth library's role. */
async function installFormer(): Promise<void> {
  await owner.unsafe(`
    DELETE FROM drizzle.sql_files WHERE name LIKE '%grants';
    GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, credentials, verifications TO ${APP_ROLE};
    REVOKE ALL ON users, sessions, credentials, verifications FROM ${IDENTITY_ROLE}`);
}

async function canSignIn(role: string): Promise<boolean> {
  const outcomes = SIGN_IN.map(async (statement) => {
    const asRole = owner.begin(async (tx) => {
      await tx.unsafe(`SET LOCAL ROLE ${role}`);
      await tx.unsafe(statement);
    });
    return await asRole.then(
      () => true,
      (error: unknown) => {
        if (error instanceof postgres.PostgresError && error.code === "42501") return false;
        throw error;
      },
    );
  });
  return (await Promise.all(outcomes)).every(Boolean);
}

async function pass(ms: number): Promise<void> {
  const db = connect(database.url, { applicationName: "clock", max: 1, role: null });
  await setTestClock(db, ms);
  await disconnect(db);
}

test("an upgrade leaves gateways of the version before what they sign people in with, for a day", async () => {
  await installFormer();
  const { formerRightsUntil } = await migrate(database.url);
  expect(formerRightsUntil?.getTime()).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
  expect([await canSignIn(APP_ROLE), await canSignIn(IDENTITY_ROLE)]).toEqual([true, true]);
  // Each process that starts may migrate.
  expect(await migrate(database.url)).toEqual({ formerRightsUntil });
  expect(await canSignIn(APP_ROLE)).toBe(true);
  await pass(DAY_MS);
  expect(await migrate(database.url)).toEqual({ formerRightsUntil: null });
  expect([await canSignIn(APP_ROLE), await canSignIn(IDENTITY_ROLE)]).toEqual([false, true]);
  expect(await migrate(database.url)).toEqual({ formerRightsUntil: null });
});

test("they end at once where no such gateway is left", async () => {
  await installFormer();
  await migrate(database.url);
  expect(await migrate(database.url, { isAlone: true })).toEqual({ formerRightsUntil: null });
  expect(await canSignIn(APP_ROLE)).toBe(false);
});

test("rights that somebody gives by hand are no upgrade", async () => {
  await owner.unsafe(`GRANT SELECT ON credentials TO ${APP_ROLE}; GRANT UPDATE (role) ON users TO ${APP_ROLE}`);
  expect(await migrate(database.url)).toEqual({ formerRightsUntil: null });
  const [left] = await owner`
    SELECT has_table_privilege(${APP_ROLE}, 'credentials', 'SELECT') OR has_column_privilege(${APP_ROLE}, 'users', 'role', 'UPDATE') AS has`;
  expect(left).toEqual({ has: false });
});

test("a log-in that served as both goes on doing so for a day after the auth library has its own", async () => {
  const newLogin = (): string => {
    const username = `atlas_test_login_${randomBytes(4).toString("hex")}`;
    made.push(username);
    return withLogin(database.url, { username, password: "secret" });
  };
  const [serversUrl, authUrl] = [newLogin(), newLogin()];
  const isBoth = async (): Promise<unknown> => {
    const [row] = await owner`SELECT pg_has_role(${new URL(serversUrl).username}, ${IDENTITY_ROLE}, 'SET') AS both`;
    return row?.["both"];
  };
  await migrate(database.url, { logins: { serversUrl } });
  expect(await isBoth()).toBe(true);
  const logins = { serversUrl, authUrl };
  expect((await migrate(database.url, { logins })).formerRightsUntil).not.toBeNull();
  // What the servers' role has is not given back for it.
  expect([await isBoth(), await canSignIn(APP_ROLE)]).toEqual([true, false]);
  await pass(DAY_MS);
  expect(await migrate(database.url, { logins })).toEqual({ formerRightsUntil: null });
  expect(await isBoth()).toBe(false);
});
