import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTestDatabase, type TestDatabase } from "@atlas/db/test-database";
import { seedDemo } from "@atlas/services/demo/seed-demo";
import { ROOT } from "@atlas/stack/paths";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";

// Each command is a process.
vi.setConfig({ testTimeout: 300_000 });

const run = promisify(execFile);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // A city, and a service account of the demo, which is in no list.
  await seedDemo(database.url);
});
afterAll(async () => database[Symbol.asyncDispose]());

/** What the command prints, and how it ends. */
async function service(...args: string[]): Promise<{ readonly status: number; readonly said: string }> {
  const env = { ...process.env, DATABASE_URL: database.url };
  try {
    const { stdout } = await run(process.execPath, [join(ROOT, "tools", "cli", "service.ts"), ...args], { env });
    return { status: 0, said: stdout };
  } catch (error) {
    const failed = z.object({ code: z.number(), stderr: z.string() }).parse(error);
    return { status: failed.code, said: failed.stderr };
  }
}

const keySchema = z.object({ keyId: z.string(), key: z.string().startsWith("atlas_sk_") });
const listSchema = z.object({ name: z.string(), cityId: z.string(), keys: z.array(z.object({ keyId: z.string() })) });

test("an account is made, given a second key, listed and shut", async () => {
  const first = keySchema.parse(JSON.parse((await service("add", "bluebird")).said));
  const second = keySchema.parse(JSON.parse((await service("key", "bluebird", "--days", "30")).said));
  expect((await service("end", "bluebird", "--key", first.keyId)).status).toBe(0);
  const listed = (await service("list")).said;
  expect(listSchema.parse(JSON.parse(listed))).toEqual({
    name: "bluebird",
    cityId: "jakarta",
    keys: [{ keyId: second.keyId }],
  });
  expect(listed).not.toContain("atlas_sk_");
  expect(await service("disable", "bluebird")).toEqual({ status: 0, said: expect.stringMatching(/^1 ended/) });
});

test("what cannot be done is said in a sentence", async () => {
  const refused = await Promise.all([service("add", "Blue Bird"), service("key", "nobody")]);
  expect(refused).toEqual([
    { status: 2, said: expect.stringContaining("A name is") },
    { status: 1, said: expect.stringContaining("There is no service account nobody") },
  ]);
  for (const { said } of refused) expect(said).not.toContain("    at ");
});
