import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { createTestDatabase, type TestDatabase } from "@atlas/db/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type GuardedRedis, startGuardedRedis } from "./guarded-redis-fixture.ts";
import { startProduction } from "./run-process-fixture.ts";

// A whole process starts here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const WAIT = { timeout: 30_000, interval: 100 };

let database: TestDatabase;
let redis: GuardedRedis;
beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startGuardedRedis({ maxmemory: "8mb" })]);
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** What Redis replies to a command of the gateway's own user. */
async function ask(...words: readonly string[]): Promise<string> {
  const { hostname, port, username, password } = new URL(redis.url);
  const socket = connect(Number(port), hostname);
  const encode = (parts: readonly string[]): string =>
    `*${parts.length}\r\n${parts.map((part) => `$${part.length}\r\n${part}\r\n`).join("")}`;
  socket.write(encode(["AUTH", username, password]));
  await once(socket, "data");
  socket.write(encode(words));
  const [reply] = await once(socket, "data");
  socket.destroy();
  return String(reply);
}

test("a Redis at maxmemory refuses instead of throwing jobs away; the gateway lives, says so, and is back when there is room", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  await using started = await startProduction("gateway", {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    WEB_URL: "https://atlas.example.com",
    DRIVER_URL: "https://driver.atlas.example.com",
    ADMIN_URL: "https://admin.atlas.example.com",
    ATLAS_GATEWAY_URL: "https://api.atlas.example.com",
    BETTER_AUTH_SECRET: randomBytes(32).toString("hex"),
    ATLAS_LINK_SECRET: randomBytes(32).toString("hex"),
    ATLAS_LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  });
  if (!started.isRunning) throw new Error(started.said);
  const at = async (path: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(`${started.url}${path}`);
    return { status: response.status, body: await response.json() };
  };
  await vi.waitFor(async () => expect(await at("/readyz")).toMatchObject({ status: 200 }), WAIT);
  // A short command that takes more than there is: what is looked at is whether there was room before it.
  expect(await ask("SETRANGE", "atlas:filler", "9000000", "x")).toBe(":9000001\r\n");
  expect(await ask("SET", "atlas:other", "x")).toMatch(/^-OOM/);
  expect(await at("/readyz")).toMatchObject({ status: 503, body: { postgres: true, redis: false } });
  expect(await at("/healthz")).toMatchObject({ status: 200 });
  // Nothing that was there has gone.
  expect(await ask("STRLEN", "atlas:filler")).toBe(":9000001\r\n");
  await ask("DEL", "atlas:filler");
  await vi.waitFor(async () => expect(await at("/readyz")).toMatchObject({ status: 200 }), WAIT);
});
