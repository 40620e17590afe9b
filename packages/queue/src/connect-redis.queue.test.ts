import { randomBytes } from "node:crypto";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { acceptsWrites } from "./accepts-writes.ts";
import type { JobPayload } from "./catalog.ts";
import { connectRedis, type RedisUse } from "./connect-redis.ts";
import { startConsumer } from "./consumer.ts";
import { createQueues } from "./create-queues.ts";

const redisUrl = process.env["ATLAS_TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";
/** The bar is 15 s for a whole process. */
const WITHIN_MS = 10_000;
const TEST_MS = 30_000;

let direct: Redis;
let prefix: string;
beforeAll(() => {
  direct = new Redis(redisUrl);
  prefix = `test-${randomBytes(5).toString("hex")}`;
});
afterAll(async () => {
  const left = await direct.keys(`*${prefix}*`);
  if (left.length > 0) await direct.unlink(...left);
  direct.disconnect();
});

function payload(): JobPayload<"offer-expiry"> {
  return { cityId: "jakarta", offerId: crypto.randomUUID() };
}

async function open(stack: AsyncDisposableStack, use: RedisUse): Promise<{ redis: Redis; proxy: FlakyProxy }> {
  const proxy = stack.use(await FlakyProxy.before(redisUrl));
  const opened = connectRedis(proxy.url, { use, name: `${prefix}-${use}`, onError: () => {} });
  const redis = stack.adopt(opened, (connection) => connection.disconnect());
  await redis.ping();
  return { redis, proxy };
}

describe.concurrent("a peer that goes silent, without FIN or RST", { timeout: TEST_MS }, () => {
  test("fails a command soon, and the next ones have a new connection", async () => {
    await using stack = new AsyncDisposableStack();
    const { redis, proxy } = await open(stack, "command");
    expect(proxy.silence()).toBe(1);
    await expect(redis.get("x")).rejects.toThrow("Command timed out");
    await vi.waitFor(async () => expect(await redis.get(`${prefix}-nothing`)).toBeNull(), WITHIN_MS);
  });

  test("leaves an idle connection dead only until it asks by itself", async () => {
    await using stack = new AsyncDisposableStack();
    const { redis, proxy } = await open(stack, "command");
    const closed = new Promise((resolve) => redis.once("close", () => resolve("closed")));
    const ready = new Promise((resolve) => redis.once("ready", () => resolve("ready")));
    proxy.silence();
    expect(await closed).toBe("closed");
    expect(await ready).toBe("ready");
    expect(await redis.ping()).toBe("PONG");
  });

  test("costs a subscriber nothing that is said once it hears again", async () => {
    await using stack = new AsyncDisposableStack();
    const { redis, proxy } = await open(stack, "subscriber");
    const heard: string[] = [];
    redis.on("message", (_channel: string, message: string) => heard.push(message));
    await redis.subscribe(`${prefix}-channel`);
    proxy.silence();
    await vi.waitFor(async () => {
      await direct.publish(`${prefix}-channel`, "after");
      expect(heard).toContain("after");
    }, WITHIN_MS);
  });

  test("stops neither producers nor consumers, the blocking connections included", async () => {
    await using stack = new AsyncDisposableStack();
    const proxy = stack.use(await FlakyProxy.before(redisUrl));
    const queues = stack.use(createQueues({ redisUrl: proxy.url, prefix, onError: () => {} }));
    const done: string[] = [];
    const consumer = startConsumer("offer-expiry", async ({ offerId }) => void done.push(offerId), {
      redisUrl: proxy.url,
      prefix,
      moveToDeadLetters: async () => {},
      onError: () => {},
    });
    stack.defer(async () => consumer.close(2_000));
    const [before, after] = [payload(), payload()];
    await queues.enqueue("offer-expiry", before);
    await vi.waitFor(() => expect(done).toEqual([before.offerId]), WITHIN_MS);
    // Producers, consumer, and the consumer's connection that blocks.
    expect(proxy.silence()).toBe(3);
    await vi.waitFor(async () => queues.enqueue("offer-expiry", after, { jobId: "after-1" }), WITHIN_MS);
    await vi.waitFor(() => expect(done).toEqual([before.offerId, after.offerId]), WITHIN_MS);
  });

  test("loses no job that was running: it ends where it runs, or is taken over", async () => {
    await using stack = new AsyncDisposableStack();
    const proxy = stack.use(await FlakyProxy.before(redisUrl));
    const own = `${prefix}-held`;
    const queues = stack.use(createQueues({ redisUrl, prefix: own, onError: () => {} }));
    const errors: string[] = [];
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const started: string[] = [];
    const consumer = startConsumer(
      "offer-expiry",
      async ({ offerId }) => {
        started.push(offerId);
        await release;
      },
      {
        redisUrl: proxy.url,
        prefix: own,
        moveToDeadLetters: async () => {},
        onError: ({ message }) => errors.push(message),
      },
    );
    stack.defer(async () => consumer.close(2_000));
    const job = payload();
    await queues.enqueue("offer-expiry", job);
    await vi.waitFor(() => expect(started).toEqual([job.offerId]), WITHIN_MS);
    proxy.silence();
    // Longer than its lock: it is renewed over the connection that replaces the silent one.
    await new Promise((wake) => setTimeout(wake, 12_000));
    resolve();
    await vi.waitFor(async () => {
      const counts = (await queues.queueCounts()).find(({ name }) => name === "offer-expiry");
      expect(counts).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    }, WITHIN_MS);
    expect(started).toEqual([job.offerId]);
    expect(errors.filter((message) => message.includes("lock"))).toEqual([]);
  });
});

test("a Redis that replies and refuses writes, as at maxmemory, is distinguished from one that serves", async () => {
  expect(await acceptsWrites(direct)).toBe(true);
  await direct.acl("SETUSER", prefix, "on", `>${prefix}`, "~*", "+@all", "-@write");
  const reader = new URL(redisUrl);
  [reader.username, reader.password] = [prefix, prefix];
  const readOnly = connectRedis(reader.toString(), { use: "command", name: prefix, onError: () => {} });
  expect(await readOnly.ping()).toBe("PONG");
  expect(await acceptsWrites(readOnly)).toBe(false);
  readOnly.disconnect();
  await direct.acl("DELUSER", prefix);
});

test("a Redis that cannot be reached takes no writes", async () => {
  const nowhere = connectRedis("redis://127.0.0.1:1", { use: "command", name: prefix, onError: () => {} });
  expect(await acceptsWrites(nowhere)).toBe(false);
  nowhere.disconnect();
});
