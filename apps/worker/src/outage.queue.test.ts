import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { orders } from "@atlas/db/schema/orders";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { TEST_APP_URLS, TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { eq, sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startWorker, type Worker } from "./start-worker.ts";

const log = pino({ level: "silent" });
const WAIT_MS = 30_000;
const SILENCE_BAR_MS = 15_000;
/** Longer than a consumer blocks for the next job: older BullMQ never woke up after that. */
const OUTAGE_MS = 6_500;

let world: TestWorld;
let worker: Worker;
let redis: FlakyProxy;
let postgres: FlakyProxy;
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
  redis = await FlakyProxy.before(world.redisUrl);
  postgres = await FlakyProxy.before(world.databaseUrl);
  worker = await startWorker(
    {
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      host: "127.0.0.1",
      port: 0,
      cityDir: null,
      mail: { smtp: null, dir: join(tmpdir(), world.cityId) },
      linkSecret: TEST_LINK_SECRET,
      appUrls: TEST_APP_URLS,
      gpsRetentionDays: 30,
      dispatchRetentionDays: 30,
      logLevel: "silent",
      isDemo: true,
      queuePrefix: world.cityId,
      lockMs: 2_000,
    },
    log,
  );
});
afterAll(async () => {
  await worker.stop();
  await redis[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function isMatched(orderId: string, withinMs = WAIT_MS): Promise<void> {
  await vi.waitFor(
    async () => expect((await getOrder(world.ctx, world.admin, { orderId })).status).toBe("MATCHED"),
    withinMs,
  );
}

async function readiness(): Promise<unknown> {
  return await (await fetch(`${worker.url}/readyz`)).json();
}

test("orders placed while Redis is away are served when it is back", { timeout: 60_000 }, async () => {
  await redis.cut();
  expect(await readiness()).toMatchObject({ status: "unready", postgres: true, redis: false });
  const { orderId } = await world.book(await world.addRider());
  await delay(OUTAGE_MS);
  await redis.mend();
  await world.addDriver({ autoAccept: true });
  await isMatched(orderId);
  expect(await readiness()).toMatchObject({ status: "ready", postgres: true, redis: true });
});

test("a Redis whose connections go silent is served by new ones, without a restart", { timeout: 60_000 }, async () => {
  await world.addDriver({ autoAccept: true });
  redis.silence();
  const { orderId } = await world.book(await world.addRider());
  await isMatched(orderId, 15_000);
});

test(
  "orders placed while the worker has no Postgres are served within five seconds of its return",
  { timeout: 60_000 },
  async () => {
    await postgres.cut();
    expect(await readiness()).toMatchObject({ status: "unready", postgres: false, redis: true });
    const { orderId } = await world.book(await world.addRider());
    await world.addDriver({ autoAccept: true });
    // Long enough for waits that double to grow past the bar.
    await delay(OUTAGE_MS);
    await postgres.mend();
    await isMatched(orderId, 5_000);
  },
);

test("orders are served again within 15 s of the worker's Postgres going silent", { timeout: 60_000 }, async () => {
  await world.addDriver({ autoAccept: true });
  expect(postgres.silence()).toBeGreaterThan(0);
  const { orderId } = await world.book(await world.addRider());
  await vi.waitFor(
    async () => expect((await getOrder(world.ctx, world.admin, { orderId })).status).toBe("MATCHED"),
    SILENCE_BAR_MS,
  );
});

test(
  "a worker whose relay makes no pass is not ready, although Postgres and Redis are reachable",
  { timeout: 60_000 },
  async () => {
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const locked = world.ctx.db.transaction(async (tx) => {
      await tx.execute(sql`LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE`);
      await release;
    });
    await vi.waitFor(
      async () =>
        expect(await readiness()).toMatchObject({
          status: "unready",
          postgres: true,
          redis: true,
          work: { relay: { isStuck: true } },
        }),
      WAIT_MS,
    );
    resolve();
    await locked;
    await vi.waitFor(async () => expect(await readiness()).toMatchObject({ status: "ready" }), WAIT_MS);
  },
);

test("a Redis that lost everything gets its upkeep back", { timeout: 60_000 }, async () => {
  const order = await world.book(await world.addRider(), { dispatch: false });
  await world.ctx.redis.unlink(...(await world.ctx.redis.keys(`{${world.cityId}-*`)));
  const past = new Date(Date.now() - 1_000);
  await world.ctx.db.update(orders).set({ expiresAt: past }).where(eq(orders.id, order.orderId));
  await vi.waitFor(async () => expect((await getOrder(world.ctx, world.admin, order)).status).toBe("EXPIRED"), WAIT_MS);
});
