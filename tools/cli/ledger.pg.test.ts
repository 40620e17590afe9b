import { execFile } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect, disconnect } from "@atlas/db/connect";
import { createTestDatabase, type TestDatabase } from "@atlas/db/test-database";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ROOT } from "@atlas/stack/paths";

const run = promisify(execFile);
const { privateKey, publicKey } = generateKeyPairSync("ed25519");

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "atlas-ledger-"));
  const db = connect(database.url, { applicationName: "ledger-command-test", max: 1 });
  await db.execute(sql`SELECT ledger.open_city_accounts('testville', 'IDR')`);
  await db.execute(sql`
    SELECT ledger.post('one', uuidv7(), ledger.city_account_id('testville', 'IDR', 'promotions', 0),
      ledger.city_account_id('testville', 'IDR', 'tax', 0), 5, 'transfer', NULL, NULL, uuidv7(), NULL)`);
  await db.execute(sql`SELECT ledger.extend_chain('0 s', 10)`);
  await disconnect(db);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database[Symbol.asyncDispose]();
});

const responseSchema = z.looseObject({});

/** What the command prints, and how it ends. */
async function ledger(...args: string[]): Promise<[status: number, answer: z.infer<typeof responseSchema>]> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    ATLAS_LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  const command = [join(ROOT, "tools", "cli", "ledger.ts"), ...args];
  try {
    const { stdout } = await run(process.execPath, command, { env });
    return [0, responseSchema.parse(JSON.parse(stdout))];
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string() }).parse(error);
    return [failed.code, responseSchema.parse(JSON.parse(failed.stdout))];
  }
}

async function keep(name: string, content: KeyObject | object): Promise<string> {
  const file = join(folder, name);
  const text =
    "export" in content ? content.export({ type: "spki", format: "pem" }).toString() : JSON.stringify(content);
  await writeFile(file, text);
  return file;
}

// Six processes, one after the other.
test("a head that was kept is held against the chain, and its signature against the auditor's key", async () => {
  const [, head] = await ledger("head");
  const kept = await keep("head.json", head);
  const ours = await keep("ours.pem", publicKey);
  const theirs = await keep("theirs.pem", generateKeyPairSync("ed25519").publicKey);
  const sound = { isIntact: true, containsHead: true };
  expect(await ledger("verify", "--head", kept)).toMatchObject([0, { ...sound, isHeadAuthentic: null }]);
  expect(await ledger("verify", "--head", kept, "--key", ours)).toMatchObject([0, { ...sound, isHeadAuthentic: true }]);
  expect(await ledger("verify", "--head", kept, "--key", theirs)).toMatchObject([1, { isHeadAuthentic: false }]);
  const forged = await keep("forged.json", { ...head, hash: "00" });
  expect(await ledger("verify", "--head", forged, "--key", ours)).toMatchObject([
    1,
    { isIntact: false, containsHead: false, isHeadAuthentic: false },
  ]);
  expect(await ledger("reconcile")).toMatchObject([0, { isClean: true, transfers: 1, entries: 2 }]);
}, 90_000);
