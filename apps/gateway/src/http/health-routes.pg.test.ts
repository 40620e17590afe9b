import { randomBytes } from "node:crypto";
import { connectRedis } from "@atlas/queue/connect-redis";
import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healthRoutes } from "./health-routes.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function readiness(redis: Redis): Promise<{ status: number; body: unknown }> {
  const routes = healthRoutes({
    db: world.ctx.db,
    redis,
    clockOffsetMs: () => 0,
    isStopping: () => false,
  });
  const response = await routes.request("/readyz");
  return { status: response.status, body: await response.json() };
}

test("a gateway whose Redis replies and accepts no writes, as at maxmemory, is not ready", async () => {
  expect(await readiness(world.ctx.redis)).toMatchObject({ status: 200, body: { status: "ready", redis: true } });
  const reader = `reader-${randomBytes(5).toString("hex")}`;
  await world.ctx.redis.acl("SETUSER", reader, "on", `>${reader}`, "~*", "+@all", "-@write");
  const url = new URL(world.redisUrl);
  [url.username, url.password] = [reader, reader];
  const full = connectRedis(url.toString(), { use: "command", name: reader, onError: () => {} });
  expect(await full.ping()).toBe("PONG");
  expect(await readiness(full)).toMatchObject({
    status: 503,
    body: { status: "unready", postgres: true, redis: false },
  });
  full.disconnect();
  await world.ctx.redis.acl("DELUSER", reader);
});
