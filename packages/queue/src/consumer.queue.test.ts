import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DomainError } from "@atlas/core/errors";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JobPayload } from "./catalog.ts";
import { type Consumer, type ConsumerOptions, startConsumer } from "./consumer.ts";
import { createQueues, type Queues } from "./create-queues.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { JobHandler } from "./run-job.ts";

const redisUrl = process.env["ATLAS_TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";
const WAIT_MS = 15_000;

let prefix: string;
let queues: Queues;
let letters: DeadLetter[];
let consumers: Consumer[];

beforeEach(() => {
  prefix = `test-${randomBytes(5).toString("hex")}`;
  queues = createQueues({ redisUrl, prefix, onError: () => {} });
  letters = [];
  consumers = [];
});
afterEach(async () => {
  await Promise.all(consumers.map(async (consumer) => consumer.close(2_000)));
  await queues[Symbol.asyncDispose]();
  const redis = new Redis(redisUrl);
  const left = await redis.keys(`{${prefix}-*`);
  if (left.length > 0) await redis.unlink(...left);
  redis.disconnect();
});

function payload(): JobPayload<"offer-expiry"> {
  return { cityId: "jakarta", offerId: crypto.randomUUID() };
}

function consume(handler: JobHandler<"offer-expiry">, more: Partial<ConsumerOptions> = {}): Consumer {
  const consumer = startConsumer("offer-expiry", handler, {
    redisUrl,
    prefix,
    moveToDeadLetters: async (letter) => void letters.push(letter),
    onError: () => {},
    ...more,
  });
  consumers.push(consumer);
  return consumer;
}

async function expiryCounts(): Promise<{ waiting: number; active: number; delayed: number; failed: number }> {
  const counts = (await queues.queueCounts()).find(({ name }) => name === "offer-expiry");
  return counts ?? { waiting: -1, active: -1, delayed: -1, failed: -1 };
}

test("a payload that does not parse becomes a dead letter with its reason, and the queue goes on", async () => {
  const done: string[] = [];
  consume(async ({ offerId }) => void done.push(offerId));
  // @ts-expect-error -- that is what makes it poison
  await queues.enqueue("offer-expiry", { cityId: "jakarta" }, { jobId: "poison-1" });
  const good = payload();
  await queues.enqueue("offer-expiry", good);
  await vi.waitFor(() => expect(done).toEqual([good.offerId]), WAIT_MS);
  await vi.waitFor(() => expect(letters).toHaveLength(1), WAIT_MS);
  expect(letters).toMatchObject([{ queue: "offer-expiry", messageId: "poison-1", code: "INVALID_INPUT" }]);
  expect(letters[0]?.reason).toContain("offerId");
});

test("what fails in passing is tried again; what is refused for good goes to the dead letters at the first try", async () => {
  const attempts: number[] = [];
  consume(async ({ cityId }, { attempt }) => {
    attempts.push(attempt);
    if (cityId === "refused") throw new DomainError("ORDER_NOT_FOUND", "There is no such order.");
    if (attempt < 3) throw new Error("the database is away");
  });
  await queues.enqueue("offer-expiry", payload());
  await vi.waitFor(() => expect(attempts).toEqual([1, 2, 3]), WAIT_MS);
  expect(letters).toEqual([]);
  await queues.enqueue("offer-expiry", { ...payload(), cityId: "refused" });
  await vi.waitFor(() => expect(letters).toMatchObject([{ code: "ORDER_NOT_FOUND" }]), WAIT_MS);
  expect(attempts).toEqual([1, 2, 3, 1]);
});

test("a failed job does not block its own replay", async () => {
  let isBroken = true;
  const done: string[] = [];
  consume(async ({ offerId }) => {
    if (isBroken) throw new DomainError("ORDER_NOT_FOUND", "There is no such order.");
    done.push(offerId);
  });
  const job = payload();
  await queues.enqueue("offer-expiry", job, { jobId: "outbox-1a" });
  await vi.waitFor(() => expect(letters).toHaveLength(1), WAIT_MS);
  isBroken = false;
  await vi.waitFor(async () => expect(await expiryCounts()).toMatchObject({ active: 0, failed: 0 }), WAIT_MS);
  await queues.enqueue("offer-expiry", job, { jobId: "outbox-1a" });
  await vi.waitFor(() => expect(done).toEqual([job.offerId]), WAIT_MS);
});

test("a job that is published twice under its id is done once", async () => {
  const done: string[] = [];
  consume(async (_job, { messageId }) => void done.push(messageId));
  const job = { name: "offer-expiry" as const, payload: payload(), jobId: "outbox-7c", delayMs: 0, traceparent: null };
  await queues.enqueueMany([job, job]);
  await vi.waitFor(() => expect(done).toEqual(["7c"]), WAIT_MS);
  await queues.enqueueMany([job, { ...job, jobId: "outbox-8d" }]);
  await vi.waitFor(() => expect(done).toEqual(["7c", "8d"]), WAIT_MS);
});

test("what runs around each attempt sees what the job goes on from, and how the attempt ended", async () => {
  const seen: unknown[] = [];
  consume(
    async (_job, { attempt }) => {
      if (attempt < 2) throw new Error("the database is away");
    },
    {
      around: async ({ queue, messageId, attempt, traceparent }, run) => {
        const { outcome } = await run();
        seen.push([queue, messageId, attempt, traceparent, outcome]);
        return { outcome, ...(outcome === "completed" ? {} : { error: new Error("tried again") }) };
      },
    },
  );
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await queues.enqueueMany([{ name: "offer-expiry", payload: payload(), jobId: "outbox-9e", delayMs: 0, traceparent }]);
  await vi.waitFor(
    () =>
      expect(seen).toEqual([
        ["offer-expiry", "9e", 1, traceparent, "retried"],
        ["offer-expiry", "9e", 2, traceparent, "completed"],
      ]),
    WAIT_MS,
  );
});

test("a job whose dead letter cannot be written is not lost", async () => {
  let refusals = 0;
  consume(
    async () => {
      throw new DomainError("ORDER_NOT_FOUND", "There is no such order.");
    },
    {
      moveToDeadLetters: async () => {
        refusals += 1;
        throw new Error("the database is away");
      },
    },
  );
  await queues.enqueue("offer-expiry", payload());
  await vi.waitFor(() => expect(refusals).toBe(1), WAIT_MS);
  await vi.waitFor(async () => expect(await expiryCounts()).toMatchObject({ delayed: 1, failed: 0 }), WAIT_MS);
});

/** As postgres.js and Node say it. */
function outage(): Error {
  return Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
}

test("an outage costs a job no attempt, however long it is, and the job is done soon after", async () => {
  const attempts: number[] = [];
  const outcomes: string[] = [];
  // Upkeep has three attempts.
  const consumer = startConsumer(
    "upkeep",
    async (_job, { attempt }) => {
      if (attempts.push(attempt) < 6) throw outage();
    },
    {
      redisUrl,
      prefix,
      moveToDeadLetters: async (letter) => void letters.push(letter),
      onError: () => {},
      onFinished: ({ outcome }) => outcomes.push(outcome),
    },
  );
  consumers.push(consumer);
  await queues.enqueue("upkeep", { task: "expire-orders" });
  await vi.waitFor(() => expect(outcomes).toEqual([...Array(5).fill("postponed"), "completed"]), WAIT_MS);
  expect(attempts).toEqual([1, 1, 1, 1, 1, 1]);
  expect(letters).toEqual([]);
});

test("a letter that an outage keeps from being written is written once it is over", async () => {
  let refusals = 0;
  consume(
    async () => {
      throw new DomainError("ORDER_NOT_FOUND", "There is no such order.");
    },
    {
      moveToDeadLetters: async (letter) => {
        if (++refusals < 3) throw outage();
        letters.push(letter);
      },
    },
  );
  await queues.enqueue("offer-expiry", payload());
  await vi.waitFor(() => expect(letters).toMatchObject([{ code: "ORDER_NOT_FOUND" }]), WAIT_MS);
  await vi.waitFor(async () => expect(await expiryCounts()).toMatchObject({ active: 0, delayed: 0 }), WAIT_MS);
});

test("a batch of positions that needs what is away makes room for the next", async () => {
  const seen: string[] = [];
  const consumer = startConsumer(
    "driver-gps",
    async ({ cityId }) => {
      seen.push(cityId);
      if (cityId === "away" && !seen.includes("here")) throw outage();
    },
    {
      redisUrl,
      prefix,
      moveToDeadLetters: async (letter) => void letters.push(letter),
      onError: () => {},
      concurrency: 1,
    },
  );
  consumers.push(consumer);
  const pings = [
    {
      driverId: crypto.randomUUID(),
      lat: -6.2,
      lng: 106.8,
      headingDeg: null,
      speedMps: null,
      accuracyM: null,
      recordedAtMs: 1_800_000_000_000,
      receivedAtMs: 1_800_000_000_000,
    },
  ];
  await queues.enqueue("driver-gps", { cityId: "away", pings });
  await queues.enqueue("driver-gps", { cityId: "here", pings });
  await vi.waitFor(() => expect(seen).toEqual(["away", "here", "away"]), WAIT_MS);
});

test("a Redis that refuses to hand out jobs is not asked without pause, and serves again once it can", async () => {
  const redis = new Redis(redisUrl);
  const wait = `{${prefix}-offer-expiry}:offer-expiry:wait`;
  await redis.set(wait, "no list");
  const errors: string[] = [];
  const done: string[] = [];
  consume(async ({ offerId }) => void done.push(offerId), { onError: ({ message }) => errors.push(message) });
  await vi.waitFor(() => expect(errors.length).toBeGreaterThanOrEqual(2), WAIT_MS);
  const countedFrom = errors.length;
  await new Promise((wake) => setTimeout(wake, 1_000));
  expect(errors.length - countedFrom).toBeLessThan(20);
  await redis.unlink(wait);
  redis.disconnect();
  const job = payload();
  await queues.enqueue("offer-expiry", job);
  await vi.waitFor(() => expect(done).toEqual([job.offerId]), WAIT_MS);
});

test("a job of a kind that a newer version adds waits for it, and is no poison", async () => {
  const outcomes: string[] = [];
  const consumer = startConsumer("wallet-transactions", async () => {}, {
    redisUrl,
    prefix,
    moveToDeadLetters: async (letter) => void letters.push(letter),
    onError: () => {},
    onFinished: ({ outcome }) => outcomes.push(outcome),
  });
  consumers.push(consumer);
  const capture = { kind: "capture", cityId: "jakarta", orderId: crypto.randomUUID() } as const;
  // @ts-expect-error -- this version has no such kind
  await queues.enqueue("wallet-transactions", { ...capture, kind: "tip" }, { jobId: "newer-1" });
  await queues.enqueue("wallet-transactions", capture);
  await vi.waitFor(() => expect(outcomes).toEqual(["completed"]), WAIT_MS);
  await vi.waitFor(async () => {
    const counts = (await queues.queueCounts()).find(({ name }) => name === "wallet-transactions");
    expect(counts).toMatchObject({ waiting: 0, active: 0, delayed: 1 });
  }, WAIT_MS);
  expect(letters).toEqual([]);
});

test("a job of a kind that no version has known for half an hour goes to the dead letters", async () => {
  const redis = new Redis(redisUrl);
  // @ts-expect-error -- this version has no such kind
  await queues.enqueue("wallet-transactions", { kind: "tip", cityId: "jakarta" }, { jobId: "newer-2" });
  const longAgo = String(Date.now() - 31 * 60_000);
  await redis.hset(`{${prefix}-wallet-transactions}:wallet-transactions:newer-2`, "timestamp", longAgo);
  redis.disconnect();
  const consumer = startConsumer("wallet-transactions", async () => {}, {
    redisUrl,
    prefix,
    moveToDeadLetters: async (letter) => void letters.push(letter),
    onError: () => {},
  });
  consumers.push(consumer);
  await vi.waitFor(() => expect(letters).toMatchObject([{ messageId: "newer-2", code: "INVALID_INPUT" }]), WAIT_MS);
});

test("upkeep whose next round was lost with its job is scheduled anew", async () => {
  const redis = new Redis(redisUrl);
  const everyMs = 200;
  await queues.schedule("expire-orders", everyMs);
  const base = `{${prefix}-upkeep}:upkeep:`;
  // As a worker leaves it that dies, or cannot read the job, before it has scheduled the next.
  for (const id of await redis.zrange(`${base}delayed`, "0", "-1")) await redis.unlink(`${base}${id}`);
  for (const list of ["delayed", "wait"]) await redis.unlink(`${base}${list}`);
  await redis.zadd(`${base}repeat`, String(Date.now() - 61_000 - everyMs), "expire-orders");
  redis.disconnect();
  const ticks: string[] = [];
  const consumer = startConsumer("upkeep", async ({ task }) => void ticks.push(task), {
    redisUrl,
    prefix,
    moveToDeadLetters: async (letter) => void letters.push(letter),
    onError: () => {},
  });
  consumers.push(consumer);
  await queues.schedule("expire-orders", everyMs);
  await vi.waitFor(() => expect(ticks).toContain("expire-orders"), WAIT_MS);
});

test("closing hands a job back that waits for the end of an outage", async () => {
  const { promise: tried, resolve: isTried } = Promise.withResolvers<void>();
  const consumer = consume(async () => {
    isTried();
    throw outage();
  });
  const job = payload();
  await queues.enqueue("offer-expiry", job);
  await tried;
  await consumer.close(10_000);
  expect(await expiryCounts()).toMatchObject({ active: 0, delayed: 1 });
  const attempts: number[] = [];
  consume(async (_job, { attempt }) => void attempts.push(attempt));
  await vi.waitFor(() => expect(attempts).toEqual([1]), WAIT_MS);
});

test("closing lets a running job finish and takes no more", async () => {
  const events: string[] = [];
  const { promise: release, resolve } = Promise.withResolvers<void>();
  const consumer = consume(
    async ({ offerId }) => {
      events.push(`started ${offerId}`);
      await release;
      events.push(`finished ${offerId}`);
    },
    { concurrency: 1 },
  );
  const [first, second] = [payload(), payload()];
  await queues.enqueue("offer-expiry", first);
  await vi.waitFor(() => expect(events).toEqual([`started ${first.offerId}`]), WAIT_MS);
  await queues.enqueue("offer-expiry", second);
  const closed = consumer.close(10_000);
  resolve();
  await closed;
  expect(events).toEqual([`started ${first.offerId}`, `finished ${first.offerId}`]);
  expect(await expiryCounts()).toMatchObject({ waiting: 1, active: 0 });
});

test("closing gives up on a job that hangs, and another consumer takes it over", async () => {
  const { promise: started, resolve: isStarted } = Promise.withResolvers<void>();
  const consumer = consume(
    async () => {
      isStarted();
      await new Promise(() => {});
    },
    { lockMs: 1_000 },
  );
  const job = payload();
  await queues.enqueue("offer-expiry", job);
  await started;
  await consumer.close(100);
  const done: string[] = [];
  consume(async ({ offerId }) => void done.push(offerId), { lockMs: 1_000 });
  await vi.waitFor(() => expect(done).toEqual([job.offerId]), WAIT_MS);
});

test("a job in the hands of a worker that is killed is done by another", async () => {
  const child = fork(fileURLToPath(new URL("./hanging-consumer.ts", import.meta.url)), [redisUrl, prefix]);
  const job = payload();
  await queues.enqueue("offer-expiry", job);
  await once(child, "message");
  child.kill("SIGKILL");
  await once(child, "exit");
  const done: string[] = [];
  consume(async ({ offerId }) => void done.push(offerId), { lockMs: 1_000 });
  await vi.waitFor(() => expect(done).toEqual([job.offerId]), WAIT_MS);
  expect(letters).toEqual([]);
});

test("a consumer knows for how long it could not ask for a job, and that it need not while it has no slot free", async () => {
  await using proxy = await FlakyProxy.before(redisUrl);
  const { promise: release, resolve } = Promise.withResolvers<void>();
  const consumer = consume(async () => release, { redisUrl: proxy.url, concurrency: 1 });
  await vi.waitFor(() => expect(consumer.silentMs()).toBeLessThan(500), WAIT_MS);
  await proxy.cut();
  await vi.waitFor(() => expect(consumer.silentMs()).toBeGreaterThan(2_000), WAIT_MS);
  await proxy.mend();
  await vi.waitFor(() => expect(consumer.silentMs()).toBeLessThan(500), WAIT_MS);
  await queues.enqueue("offer-expiry", payload());
  await vi.waitFor(() => expect(consumer.silentMs()).toBe(0), WAIT_MS);
  expect(consumer.running()).toBe(1);
  resolve();
  await vi.waitFor(() => expect(consumer.silentMs()).toBeGreaterThan(0), WAIT_MS);
  expect(consumer.running()).toBe(0);
  await consumer.close(2_000);
});

test("an upkeep task comes round by itself, and scheduling it again changes nothing", async () => {
  const ticks: string[] = [];
  const consumer = startConsumer("upkeep", async ({ task }) => void ticks.push(task), {
    redisUrl,
    prefix,
    moveToDeadLetters: async (letter) => void letters.push(letter),
    onError: () => {},
  });
  consumers.push(consumer);
  await queues.schedule("expire-orders", 100);
  await vi.waitFor(() => expect(ticks.length).toBeGreaterThan(2), WAIT_MS);
  await queues.schedule("expire-orders", 100);
  await vi.waitFor(() => expect(ticks.length).toBeGreaterThan(6), WAIT_MS);
  expect(new Set(ticks)).toEqual(new Set(["expire-orders"]));
});

test("adding a job fails soon while Redis is away instead of hanging", async () => {
  const nowhere = createQueues({ redisUrl: "redis://127.0.0.1:1", prefix, onError: () => {} });
  await expect(nowhere.enqueue("offer-expiry", payload())).rejects.toThrow(/Redis/);
  await nowhere[Symbol.asyncDispose]();
});
