import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@atlas/db/test-database";
import { seedDemo } from "@atlas/services/demo/seed-demo";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type GuardedRedis, startGuardedRedis } from "./guarded-redis-fixture.ts";
import { type RefusedProcess, startProduction } from "./run-process-fixture.ts";

// Whole processes start here.
vi.setConfig({ testTimeout: 60_000 });

let database: TestDatabase;
let redis: GuardedRedis;
beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startGuardedRedis()]);
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const { privateKey } = generateKeyPairSync("ed25519");

/** Of a production without a fault. */
function sound(): Record<string, string> {
  return {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    WEB_URL: "https://atlas.example.com",
    DRIVER_URL: "https://driver.atlas.example.com",
    ADMIN_URL: "https://admin.atlas.example.com",
    ATLAS_GATEWAY_URL: "https://api.atlas.example.com",
    BETTER_AUTH_SECRET: randomBytes(32).toString("hex"),
    ATLAS_LINK_SECRET: randomBytes(32).toString("hex"),
    ATLAS_LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

async function refused(app: "gateway" | "worker", env: Record<string, string>): Promise<RefusedProcess> {
  await using started = await startProduction(app, env);
  if (started.isRunning) throw new Error(`the ${app} started`);
  return started;
}

function faultsOf({ said }: RefusedProcess): string[] {
  return said.split("\n").filter((line) => line.startsWith("  - "));
}

test("a production takes its secrets from files, and says which one it cannot have", async () => {
  const dir = await mkdtemp(join(tmpdir(), "atlas-secrets-"));
  const isAddress = (name: string): boolean =>
    ["WEB_URL", "DRIVER_URL", "ADMIN_URL", "ATLAS_GATEWAY_URL"].includes(name);
  const settings = Object.entries(sound()).map(async ([name, value]): Promise<[string, string]> => {
    if (isAddress(name)) return [name, value];
    await writeFile(join(dir, name), `${value}\n`);
    return [`${name}_FILE`, join(dir, name)];
  });
  const env = Object.fromEntries(await Promise.all(settings));
  {
    await using started = await startProduction("gateway", env);
    expect(started).toMatchObject({ isRunning: true });
  }
  await rm(join(dir, "REDIS_URL"));
  const process = await refused("gateway", env);
  expect(process.exitCode).toBe(78);
  expect(faultsOf(process)).toEqual([`  - REDIS_URL_FILE: ${join(dir, "REDIS_URL")} cannot be read.`]);
  await rm(dir, { recursive: true });
});

test("a gateway with everything wrong says all of it at once, and no secret", async () => {
  await seedDemo(database.url);
  const secret = "better-auth-secret-12345678901234567890";
  const { ATLAS_LEDGER_SIGNING_KEY: _, ...rest } = sound();
  const process = await refused("gateway", {
    ...rest,
    REDIS_URL: globalThis.process.env["ATLAS_TEST_REDIS_URL"] ?? "",
    WEB_URL: "http://atlas.example.com",
    ATLAS_GATEWAY_URL: "http://api.atlas.example.com",
    BETTER_AUTH_SECRET: secret,
    // As compose files hand down what is not set.
    ATLAS_DEMO: "",
  });
  expect(process.exitCode).toBe(78);
  expect(faultsOf(process)).toEqual([
    expect.stringContaining("WEB_URL is http://"),
    expect.stringContaining("ATLAS_GATEWAY_URL is http://"),
    expect.stringContaining("BETTER_AUTH_SECRET is a value that everybody knows"),
    expect.stringContaining("REDIS_URL has no password"),
    expect.stringContaining("ATLAS_LEDGER_SIGNING_KEY is not set"),
    expect.stringContaining("Redis lets anybody in"),
    expect.stringContaining("4 accounts of the demo"),
  ]);
  expect(process.said).not.toContain(secret);
  expect(process.said).toContain("npm run setup");
});

test.each(["gateway", "worker"] as const)(
  "a %s of an installation from before says which settings it lacks",
  async (app) => {
    const secret = "no-Ed25519-key-and-not-for-anybody-to-read";
    const { ATLAS_LINK_SECRET: _, ...before } = sound();
    const process = await refused(app, { ...before, WEB_URL: "", ATLAS_LEDGER_SIGNING_KEY: secret });
    expect(process.exitCode).toBe(78);
    expect(faultsOf(process)).toEqual(
      expect.arrayContaining(["  - WEB_URL is not set.", "  - ATLAS_LINK_SECRET is not set."]),
    );
    expect(process.said).toContain("npm run setup");
    expect(process.said).not.toContain("    at ");
    expect(process.said).not.toContain(secret);
  },
);

test("a password in the URL does not hide that Redis asks for none, nor that an account of the demo is open", async () => {
  await seedDemo(database.url);
  const url = new URL(globalThis.process.env["ATLAS_TEST_REDIS_URL"] ?? "");
  url.password = randomBytes(24).toString("base64url");
  const process = await refused("worker", { ...sound(), REDIS_URL: url.toString(), ATLAS_DEMO: "0" });
  expect(process.exitCode).toBe(78);
  expect(faultsOf(process)).toEqual([
    expect.stringContaining("Redis lets anybody in"),
    expect.stringContaining("4 accounts of the demo"),
  ]);
});
