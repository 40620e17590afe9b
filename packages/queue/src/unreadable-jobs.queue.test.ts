import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JobPayload } from "./catalog.ts";
import { type Consumer, startConsumer } from "./consumer.ts";
import { createQueues, type Queues } from "./create-queues.ts";
import type { DeadLetter } from "./dead-letter.ts";

const redisUrl = process.env["ATLAS_TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";
const WAIT_MS = 15_000;

let redis: Redis;
let prefix: string;
let queues: Queues;
let letters: DeadLetter[];
let done: string[];
let consumer: Consumer | null;
beforeEach(() => {
  redis = new Redis(redisUrl);
  prefix = `test-${randomBytes(5).toString("hex")}`;
  queues = createQueues({ redisUrl, prefix, onError: () => {} });
  [letters, done, consumer] = [[], [], null];
});
afterEach(async () => {
  await consumer?.close(2_000);
  await queues[Symbol.asyncDispose]();
  const left = await redis.keys(`{${prefix}-*`);
  if (left.length > 0) await redis.unlink(...left);
  redis.disconnect();
});

function payload(): JobPayload<"offer-expiry"> {
  return { cityId: "jakarta", offerId: crypto.randomUUID() };
}

function keyOf(name: string): string {
  return `{${prefix}-offer-expiry}:offer-expiry:${name}`;
}

function consume(): void {
  consumer = startConsumer("offer-expiry", async ({ offerId }) => void done.push(offerId), {
    redisUrl,
    prefix,
    lockMs: 1_000,
    moveToDeadLetters: async (letter) => void letters.push(letter),
    onError: () => {},
  });
}

const POISON: readonly [string, (key: string) => Promise<unknown>, unknown][] = [
  ["broken JSON", async (key) => redis.hset(key, "data", '{"cityId":'), { data: '{"cityId":' }],
  [
    "bytes that are no text",
    async (key) => redis.hset(key, "data", Buffer.from([0x7b, 0xff])),
    { data: { base64: "e/8=" } },
  ],
  ["options that are broken JSON", async (key) => redis.hset(key, "opts", "{"), { opts: "{" }],
  ["options that are no object", async (key) => redis.hset(key, "opts", "null"), { opts: "null" }],
  ["a key of another type", async (key) => redis.set(key, "text"), { type: "string", dump: expect.any(String) }],
  ["no hash", async (key) => redis.unlink(key), {}],
  ["a hash without data", async (key) => redis.hdel(key, "data"), {}],
  ["a payload that is no object", async (key) => redis.hset(key, "data", "5"), 5],
];

test.each(POISON)(
  "a job of %s goes to the dead letters once with what there is of it, and its queue goes on",
  async (_what, spoil, raw) => {
    await queues.enqueue("offer-expiry", payload(), { jobId: "poison-1" });
    await spoil(keyOf("poison-1"));
    const good = payload();
    await queues.enqueue("offer-expiry", good);
    consume();
    await vi.waitFor(() => expect(done).toEqual([good.offerId]), WAIT_MS);
    await vi.waitFor(() => expect(letters).toHaveLength(1), WAIT_MS);
    const [letter] = letters;
    expect(letter).toMatchObject({ queue: "offer-expiry", messageId: "poison-1", code: "INVALID_INPUT" });
    if (typeof raw === "object") expect(letter?.payload).toMatchObject(raw ?? {});
    else expect(letter?.payload).toBe(raw);
    await vi.waitFor(async () => {
      expect(await redis.exists(keyOf("poison-1"), keyOf("poison-1:lock"))).toBe(0);
      const counts = (await queues.queueCounts()).find(({ name }) => name === "offer-expiry");
      expect(counts).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    }, WAIT_MS);
    expect(letters).toHaveLength(1);
  },
);
