import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { createTestDatabase, type TestDatabase } from "@atlas/db/test-database";
import { seedDemo } from "@atlas/services/demo/seed-demo";
import { ROOT } from "@atlas/stack/paths";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";

// Each command is a process.
vi.setConfig({ testTimeout: 300_000 });

const run = promisify(execFile);
const LINK_SECRET = "the secret of this file's links, 32 letters and more";
const LINK = /https:\/\/admin\.example\.com\/reset-password#token=\S+/;
const OWNER = "owner@example.com";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  // A city, and an owner of the demo, who is none once it is over.
  await seedDemo(database.url);
  db = connect(database.url, { applicationName: "operator-test", role: null, max: 1 });
});
afterAll(async () => {
  await disconnect(db);
  await database[Symbol.asyncDispose]();
});

interface Ended {
  readonly status: number;
  readonly said: string;
}

/** What the command prints, and how it ends. */
async function operator(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const links = { ADMIN_URL: "https://admin.example.com", ATLAS_LINK_SECRET: LINK_SECRET };
  const env = { PATH: process.env["PATH"], DATABASE_URL: database.url, ...links, ...more };
  try {
    const { stdout } = await run(process.execPath, [join(ROOT, "tools", "cli", "operator.ts"), ...args], { env });
    return { status: 0, said: stdout };
  } catch (error) {
    const failed = z.object({ code: z.number(), stderr: z.string() }).parse(error);
    return { status: failed.code, said: failed.stderr };
  }
}

const memberSchema = z.object({
  email: z.string(),
  roles: z.array(z.string()),
  cityRoles: z.record(z.string(), z.string()),
  isBlocked: z.boolean(),
});

async function member(email: string): Promise<z.infer<typeof memberSchema> | undefined> {
  const { said } = await operator(["list"]);
  const lines = said.trimEnd().split("\n");
  return lines.map((line) => memberSchema.parse(JSON.parse(line))).find((one) => one.email === email);
}

/** What the person has done who uses the link. */
async function accept(email: string): Promise<void> {
  await db.execute(sql`UPDATE users SET email_verified = true WHERE email = ${email}`);
  await db.execute(sql`
    INSERT INTO credentials (id, user_id, account_id, provider_id, password)
    SELECT gen_random_uuid(), id, id::text, 'credential', 'a hash' FROM users WHERE email = ${email}`);
}

async function signIn(email: string): Promise<void> {
  await db.execute(sql`
    INSERT INTO sessions (id, user_id, token, expires_at)
    SELECT gen_random_uuid(), id, gen_random_uuid()::text, clock.now() + interval '1 hour' FROM users WHERE email = ${email}`);
}

async function sessionsOf(email: string): Promise<number> {
  const rows = sql`SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = ${email}`;
  return (await query(db, z.object({ id: z.string() }), rows)).length;
}

/** Of the audit log, the newest first. */
async function actsOn(email: string): Promise<unknown[]> {
  const row = z.object({ action: z.string(), reason: z.string().nullable() });
  return await query(
    db,
    row,
    sql`
      SELECT l.action, l.reason FROM ledger.audit_log l JOIN users u ON u.id = l.subject_id
      WHERE u.email = ${email} ORDER BY l.id DESC`,
  );
}

test("the first operator is an owner, by a link that is printed; others are what is said, by a mail where it is asked for", async () => {
  const first = await operator(["add", "Owner@example.com", "--name", "Sari Owner"]);
  expect(first).toEqual({ status: 0, said: expect.stringMatching(LINK) });
  expect(await member(OWNER)).toMatchObject({ roles: ["owner"], isBlocked: false });
  await accept(OWNER);

  const refused = await operator(["add", "budi@example.com"]);
  expect(refused).toEqual({ status: 2, said: expect.stringContaining("Say --role") });
  const mailed = await operator(
    ["add", "budi@example.com", "--role", "support", "--role", "finance@jakarta", "--mail", "--reason", "night shift"],
    { ATLAS_LINK_SECRET: "", ADMIN_URL: "" },
  );
  expect(mailed).toEqual({ status: 0, said: expect.stringContaining("gets a mail") });
  expect(mailed.said).not.toContain("token=");
  expect(await member("budi@example.com")).toMatchObject({ roles: ["support"], cityRoles: { finance: "jakarta" } });
  const promised = await query(
    db,
    z.object({ template: z.string() }),
    sql`SELECT payload->>'template' AS template FROM outbox WHERE job = 'send-mail' AND published_at IS NULL`,
  );
  expect(promised).toEqual([{ template: "invited" }]);
  expect(await actsOn("budi@example.com")).toEqual([{ action: "invite-operator", reason: "night shift" }]);
});

test("an operator is blocked, which ends their sessions, and let in again; a lost second factor goes", async () => {
  const budi = "budi@example.com";
  await accept(budi);
  await db.execute(sql`UPDATE users SET two_factor_enabled = true WHERE email = ${budi}`);
  await signIn(budi);
  expect((await operator(["reset-factor", budi])).said).toContain("with the password alone");
  expect(await sessionsOf(budi)).toBe(0);
  expect((await operator(["reset-factor", budi])).said).toContain("had no second factor");

  await signIn(budi);
  const blocked = await operator(["disable", budi, "--reason", "left us"]);
  expect(blocked).toEqual({ status: 0, said: expect.stringContaining("is blocked") });
  expect(await sessionsOf(budi)).toBe(0);
  expect(await member(budi)).toMatchObject({ isBlocked: true });
  expect((await operator(["enable", budi, "--reason", "came back"])).said).toContain("may sign in again");
  expect(await member(budi)).toMatchObject({ isBlocked: false });
  expect((await operator(["enable", budi])).said).toContain("was not blocked");
  expect((await actsOn(budi)).slice(0, 3)).toEqual([
    { action: "restore-person", reason: "came back" },
    { action: "block-person", reason: "left us" },
    { action: "change-second-factor", reason: "by npm run operator" },
  ]);
});

test("the last owner stays, and what cannot be done is said in a sentence", async () => {
  const refused = await Promise.all([
    operator(["disable", OWNER]),
    operator(["disable", "nobody@example.com"]),
    operator(["add", OWNER, "--role", "owner"]),
    operator(["add", "dewi@example.com", "--role", "king"]),
    operator(["add", "dewi@example.com", "--role", "viewer"], { ATLAS_LINK_SECRET: "" }),
    operator(["add", "dewi@example.com", "--role", "viewer", "--city", "nowhere"]),
    operator(["add", "dewi@example.com", "--role", "viewer@nowhere"]),
    operator(["add", "dewi@example.com", "--role", "owner@jakarta"]),
  ]);
  expect(refused).toEqual([
    { status: 1, said: expect.stringContaining("Make somebody else an owner first.") },
    { status: 1, said: expect.stringContaining("There is no operator nobody@example.com") },
    { status: 1, said: expect.stringContaining("this operator has a password") },
    { status: 2, said: expect.stringContaining("king is no role") },
    { status: 1, said: expect.stringContaining("say --mail") },
    { status: 1, said: expect.stringContaining("Atlas does not serve this city.") },
    { status: 1, said: expect.stringContaining("Atlas does not serve this city.") },
    { status: 2, said: expect.stringContaining("An owner is one for all cities.") },
  ]);
  for (const { said } of refused) expect(said).not.toContain("    at ");
  expect(await member(OWNER)).toMatchObject({ isBlocked: false });
});
