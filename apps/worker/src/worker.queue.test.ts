import { tmpdir } from "node:os";
import { join } from "node:path";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { updateOrderStatus } from "@atlas/services/orders/update-order-status";
import { TEST_APP_URLS, TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { createEventPublisher } from "@atlas/services/messaging/publish-events";
import { deadLetters } from "@atlas/db/schema/messaging";
import { createQueues, type Queues } from "@atlas/queue/create-queues";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startWorker, type Worker } from "./start-worker.ts";

const log = pino({ level: process.env["LOG_LEVEL"] ?? "silent" });

let world: TestWorld;
let worker: Worker;
let queues: Queues;
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
  Object.assign(world.ctx, { events: createEventPublisher(world.ctx.redis, log) });
  worker = await startWorker(configOf(world), log);
  queues = createQueues({ redisUrl: world.redisUrl, prefix: world.cityId, onError: () => {} });
});
afterAll(async () => {
  await worker.stop();
  await queues[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

function configOf({ databaseUrl, redisUrl, cityId }: TestWorld): Parameters<typeof startWorker>[0] {
  return {
    databaseUrl,
    redisUrl,
    host: "127.0.0.1",
    port: 0,
    cityDir: null,
    mail: { smtp: null, dir: join(tmpdir(), cityId) },
    linkSecret: TEST_LINK_SECRET,
    appUrls: TEST_APP_URLS,
    gpsRetentionDays: 30,
    dispatchRetentionDays: 30,
    logLevel: "silent",
    isDemo: true,
    queuePrefix: cityId,
    lockMs: 2_000,
  };
}

test("an order finds its driver and is settled by jobs alone", async () => {
  const { ctx } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ autoAccept: true });
  const { orderId } = await world.book(rider);
  await vi.waitFor(async () => expect((await getOrder(ctx, rider, { orderId })).status).toBe("MATCHED"), 10_000);
  await updateOrderStatus(ctx, driver, { orderId, status: "STARTED" });
  await updateOrderStatus(ctx, driver, { orderId, status: "FINISHED" });
  await vi.waitFor(async () => expect((await getOrder(ctx, rider, { orderId })).settlement).toBe("settled"), 10_000);
});

test("a poison job becomes a dead letter and its queue goes on", async () => {
  // @ts-expect-error -- that is what makes it poison
  await queues.enqueue("ride-dispatch", { cityId: world.cityId, orderId: "nonsense" }, { jobId: "poison-1" });
  await vi.waitFor(async () => {
    const letters = await world.ctx.db.select().from(deadLetters);
    expect(letters).toMatchObject([{ queue: "ride-dispatch", messageId: "poison-1", code: "INVALID_INPUT" }]);
  }, 10_000);
  const rider = await world.addRider();
  await world.addDriver({ autoAccept: true });
  const { orderId } = await world.book(rider);
  await vi.waitFor(async () => expect((await getOrder(world.ctx, rider, { orderId })).status).toBe("MATCHED"), 10_000);
});

test("it reports health, readiness and metrics", async () => {
  expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${worker.url}/readyz`);
  expect(ready.status).toBe(200);
  const going = { ageS: expect.any(Number), isStuck: false };
  expect(await ready.json()).toMatchObject({
    status: "ready",
    postgres: true,
    redis: true,
    clock: "right",
    work: { relay: going, "ride-dispatch": going, upkeep: going, "offer-expiry": { isStuck: false } },
  });
  const metrics = await (await fetch(`${worker.url}/metrics`)).text();
  for (const name of [
    "atlas_queue_jobs",
    "atlas_job_duration_seconds",
    "atlas_outbox_lag_seconds",
    "atlas_settlements_total",
    "atlas_clock_offset_seconds",
    "atlas_work_stuck",
    "atlas_redis_accepts_writes 1",
  ]) {
    expect(metrics).toContain(name);
  }
  expect(metrics).toContain("atlas_dead_letters 1");
});
