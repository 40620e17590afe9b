import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createQueues, type Queues } from "@atlas/queue/create-queues";
import { MONAS, openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const KILLS = 10;
const STREAM_MS = 250;
const PINGS_PER_JOB = 20;

let world: TestWorld;
let queues: Queues;
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
  queues = createQueues({ redisUrl: world.redisUrl, prefix: world.cityId, onError: () => {} });
});
afterAll(async () => {
  await queues[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** A worker process that waits to be started. */
function openStandby(): ChildProcess {
  return fork(fileURLToPath(new URL("standby-worker.ts", import.meta.url)), {
    env: {
      PATH: process.env["PATH"] ?? "",
      WORKER_PORT: "0",
      DATABASE_URL: world.databaseUrl,
      REDIS_URL: world.redisUrl,
      ATLAS_QUEUE_PREFIX: world.cityId,
    },
  });
}

async function start(standby: ChildProcess): Promise<void> {
  const started = once(standby, "message");
  standby.send("start");
  await started;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
}

/** Adds jobs of pings until it is aborted; returns how many pings the queue has accepted. */
async function stream(driverIds: readonly string[], signal: AbortSignal): Promise<number> {
  let accepted = 0;
  for (let atMs = Date.now() - 60_000; !signal.aborted; atMs += 1) {
    const pings = driverIds.map((driverId, index) => ({
      driverId,
      lat: MONAS.lat,
      lng: MONAS.lng + index / 1_000,
      headingDeg: null,
      speedMps: null,
      accuracyM: 5,
      recordedAtMs: atMs,
      receivedAtMs: atMs,
    }));
    await queues.enqueue("driver-gps", { cityId: world.cityId, pings });
    accepted += pings.length;
    await delay(2);
  }
  return accepted;
}

test(`${KILLS} kills of a worker under a stream of positions lose none from the history`, async () => {
  const drivers = await Promise.all(Array.from({ length: PINGS_PER_JOB }, () => world.addDriver()));
  let standby = openStandby();
  await once(standby, "message");
  const over = new AbortController();
  const accepting = stream(
    drivers.map(({ userId }) => userId),
    over.signal,
  );
  for (let killed = 0; killed < KILLS; killed += 1) {
    const worker = standby;
    const next = openStandby();
    const loaded = once(next, "message");
    await start(worker);
    await delay(STREAM_MS);
    await loaded;
    await kill(worker);
    standby = next;
  }
  over.abort();
  const accepted = await accepting;
  await start(standby);
  await vi.waitFor(
    async () => {
      const [row] = await world.ctx.db.execute<{ archived: number }>(
        sql`SELECT count(DISTINCT (driver_id, recorded_at))::integer AS archived FROM gps_points`,
      );
      expect(row?.archived).toBe(accepted);
    },
    { timeout: 60_000, interval: 200 },
  );
  await kill(standby);
  expect(accepted).toBeGreaterThan(1_000);
}, 180_000);
