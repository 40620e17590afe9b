import { randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, disconnect } from "./connect.ts";
import { logInOf, withLogin } from "./database-url.ts";
import { DRIVER } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { APP_ROLE, IDENTITY_ROLE } from "./roles.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const PASSWORD = "it's a / secret";

let database: TestDatabase;
let owner: Sql;
const made: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  for (const name of made) await owner.unsafe(`DROP ROLE IF EXISTS ${name}`);
  await owner.end();
  await database[Symbol.asyncDispose]();
});

function newLogin(): string {
  const username = `atlas_test_login_${randomBytes(4).toString("hex")}`;
  made.push(username);
  return withLogin(database.url, { username, password: PASSWORD });
}

/** A connection that acts as a role, or as nothing but its log-in. */
function actAs(url: string, role: string | null): AsyncDisposable & { readonly sql: Sql } {
  const db = connect(url, { applicationName: "login-test", max: 1, role });
  return { sql: db[DRIVER], [Symbol.asyncDispose]: () => disconnect(db) };
}

async function refusal(sql: Sql, statement: string): Promise<unknown> {
  return await sql.unsafe(statement).then(
    () => "done",
    (error: unknown) => (error instanceof postgres.PostgresError ? error.code : error),
  );
}

test("an admitted log-in acts as the application and cannot become anybody else", async () => {
  const logins = { serversUrl: newLogin(), authUrl: newLogin() };
  await migrate(database.url, { logins });
  await migrate(database.url, { logins });
  await using servers = actAs(logins.serversUrl, APP_ROLE);
  await servers.sql`SELECT ledger.open_city_accounts('testville', 'IDR')`;
  const [{ accounts } = { accounts: 0n }] = await servers.sql<{ accounts: bigint }[]>`
    SELECT count(*) AS accounts FROM ledger.accounts`;
  expect(accounts).toBeGreaterThan(0n);
  await servers.sql.unsafe("SET ROLE NONE");
  for (const statement of [
    "UPDATE ledger.accounts SET posted = 1",
    "TRUNCATE ledger.transfers",
    "ALTER TABLE ledger.transfers DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    `SET ROLE ${IDENTITY_ROLE}`,
    `SET ROLE ${new URL(database.url).username}`,
    `SET ROLE ${new URL(logins.authUrl).username}`,
    `GRANT ${IDENTITY_ROLE} TO ${APP_ROLE}`,
    "CREATE ROLE somebody",
    `ALTER ROLE ${APP_ROLE} SUPERUSER`,
    `ALTER ROLE ${new URL(logins.authUrl).username} PASSWORD 'mine'`,
    "CREATE TABLE public.mine (id int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT rolpassword FROM pg_authid",
    "SELECT passwd FROM pg_shadow",
    "SELECT pg_read_file('PG_VERSION')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
  ]) {
    expect([statement, await refusal(servers.sql, statement)]).toEqual([statement, "42501"]);
  }
});

/** What somebody would do who has taken over the gateway's or the worker's connection. */
const NOT_FOR_SERVERS = [
  "SELECT password FROM credentials",
  "SELECT * FROM credentials",
  "UPDATE credentials SET password = 'mine'",
  "INSERT INTO credentials SELECT * FROM credentials",
  "DELETE FROM credentials",
  "SELECT value FROM verifications",
  "DELETE FROM verifications",
  "SELECT token FROM sessions",
  "SELECT id FROM sessions WHERE token = 'a'",
  "SELECT id FROM sessions ORDER BY token",
  "INSERT INTO sessions (id, user_id, token, expires_at) SELECT uuidv7(), id, 'mine', now() FROM users",
  "UPDATE sessions SET token = 'mine'",
  "UPDATE sessions SET user_id = user_id",
  "UPDATE sessions SET expires_at = 'infinity'",
  "UPDATE sessions SET updated_at = now(), created_at = now()",
  "UPDATE users SET role = 'admin'",
  "UPDATE users SET is_demo = false, deleted_at = NULL",
  "SELECT token_hash FROM known_devices",
  "SELECT secret FROM authenticators",
  "DELETE FROM authenticators",
  "SELECT credential_id FROM passkeys",
  "INSERT INTO passkeys SELECT * FROM passkeys",
  "UPDATE users SET two_factor_enabled = false",
  "UPDATE sessions SET second_factor = 'totp'",
  "INSERT INTO known_devices SELECT * FROM known_devices",
  "UPDATE users SET email = 'mine@example.test'",
  "INSERT INTO users (id, name, email, role, city_id) VALUES (uuidv7(), 'x', 'x@example.test', 'admin', 'jakarta')",
  "DELETE FROM users",
  "TRUNCATE users CASCADE",
  "COPY credentials TO STDOUT",
  "ALTER TABLE credentials OWNER TO CURRENT_USER",
  "CREATE VIEW pg_temp.hashes AS SELECT password FROM credentials; SELECT * FROM pg_temp.hashes",
];

test("a log-in takes the place of another while both work, and the former one can be dropped", async () => {
  const [former, next] = [newLogin(), newLogin()];
  await migrate(database.url, { logins: { serversUrl: former } });
  await migrate(database.url, { logins: { serversUrl: next } });
  for (const url of [former, next]) {
    await using servers = actAs(url, APP_ROLE);
    expect(await servers.sql`SELECT current_user::text AS role`).toEqual([{ role: APP_ROLE }]);
  }
  await owner.unsafe(`DROP ROLE ${logInOf(former).username}`);
  await using servers = actAs(next, APP_ROLE);
  expect(await servers.sql`SELECT current_user::text AS role`).toEqual([{ role: APP_ROLE }]);
});

test("the servers' role neither reads what people sign in with nor decides who they are", async () => {
  await using servers = actAs(database.url, APP_ROLE);
  for (const statement of NOT_FOR_SERVERS) {
    expect([statement, await refusal(servers.sql, statement)]).toEqual([statement, "42501"]);
  }
});

test("the auth library's role does that, and nothing with money, trips and places", async () => {
  const authUrl = newLogin();
  await migrate(database.url, { logins: { authUrl } });
  await using auth = actAs(authUrl, IDENTITY_ROLE);
  for (const statement of [
    "UPDATE users SET role = 'admin' WHERE false",
    "SELECT password FROM credentials",
    "SELECT value FROM verifications",
    "SELECT token FROM sessions FOR UPDATE",
    "DELETE FROM sessions",
  ]) {
    expect([statement, await refusal(auth.sql, statement)]).toEqual([statement, "done"]);
  }
  for (const statement of [
    "SELECT FROM orders",
    "SELECT FROM gps_points",
    "UPDATE drivers SET availability = 'offline'",
    "DELETE FROM users",
    "SELECT FROM ledger.accounts",
    "SELECT ledger.open_city_accounts('elsewhere', 'IDR')",
    `SET ROLE ${APP_ROLE}`,
    "CREATE ROLE somebody",
    "SELECT rolpassword FROM pg_authid",
  ]) {
    expect([statement, await refusal(auth.sql, statement)]).toEqual([statement, "42501"]);
  }
});

test("without a log-in of the auth library the servers' may act as it, where a connection says so", async () => {
  const serversUrl = newLogin();
  await migrate(database.url, { logins: { serversUrl } });
  await using asServers = actAs(serversUrl, null);
  expect(await refusal(asServers.sql, "SELECT password FROM credentials")).toBe("42501");
  await using asAuth = actAs(serversUrl, IDENTITY_ROLE);
  expect(await refusal(asAuth.sql, "SELECT password FROM credentials")).toBe("done");
});

test("no table has a right for everybody, and each is some role's", async () => {
  const open = await owner`
    SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace IN ('public'::regnamespace, 'ledger'::regnamespace) AND a.grantee = 0`;
  expect(open).toEqual([]);
  const forgotten = await owner`
    SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM aclexplode(c.relacl) a WHERE a.grantee IN (${APP_ROLE}::regrole, ${IDENTITY_ROLE}::regrole))`;
  expect(forgotten).toEqual([]);
});

test("a superuser is not admitted, nor one log-in for both", async () => {
  await expect(migrate(database.url, { logins: { serversUrl: database.url } })).rejects.toThrow("superuser");
  const serversUrl = newLogin();
  await expect(migrate(database.url, { logins: { serversUrl, authUrl: serversUrl } })).rejects.toThrow(
    "names the servers' log-in",
  );
});
