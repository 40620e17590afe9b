import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createQueues, type Queues } from "@atlas/queue/create-queues";
import { TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { MONAS, openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { readPositions } from "@atlas/services/tracker/live-map/read-positions";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const KILLS = 3;
/** Fewer than may wait for the history at once. */
const JOBS = 20;
const PINGS_PER_JOB = 20;
const PINGS_PER_KILL = JOBS * PINGS_PER_JOB;
const EVENTUALLY = { timeout: 60_000, interval: 20 };

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
      ATLAS_LINK_SECRET: TEST_LINK_SECRET,
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

/** Enqueues a job of pings for each driver, and waits until the map shows the last ping of each. */
async function showOnMap(driverIds: readonly string[]): Promise<void> {
  const lastMs = Date.now();
  const motion = { ...MONAS, headingDeg: null, speedMps: null, accuracyM: 5 };
  for (const driverId of driverIds) {
    const pings = Array.from({ length: PINGS_PER_JOB }, (_, index) => {
      const atMs = lastMs - PINGS_PER_JOB + 1 + index;
      return { driverId, ...motion, recordedAtMs: atMs, receivedAtMs: atMs };
    });
    await queues.enqueue("driver-gps", { cityId: world.cityId, pings });
  }
  await vi.waitFor(async () => {
    const shown = await readPositions(world.ctx, { cityId: world.cityId, driverIds });
    expect(shown.filter(({ seenAtMs }) => seenAtMs === lastMs)).toHaveLength(driverIds.length);
  }, EVENTUALLY);
}

/** How many jobs of pings are in the hands of workers. */
async function held(): Promise<number | undefined> {
  return (await queues.queueCounts()).find(({ name }) => name === "driver-gps")?.active;
}

async function archived(): Promise<number> {
  const [row] = await world.ctx.db.execute<{ archived: number }>(
    sql`SELECT count(DISTINCT (driver_id, recorded_at))::integer AS archived FROM gps_points`,
  );
  return row?.archived ?? 0;
}

test(`${KILLS} kills of a worker whose pings are on the map, and in no history yet, lose none of them`, async () => {
  const drivers = await Promise.all(Array.from({ length: JOBS }, () => world.addDriver()));
  const driverIds = drivers.map(({ userId }) => userId);
  let worker = openStandby();
  await once(worker, "message");
  await start(worker);
  for (let killed = 1; killed <= KILLS; killed += 1) {
    const next = openStandby();
    await once(next, "message");
    await world.ctx.db.transaction(async (tx) => {
      // Postgres keeps the history from being written, so that the kill always falls before it.
      await tx.execute(sql`LOCK TABLE gps_points IN EXCLUSIVE MODE`);
      await showOnMap(driverIds.slice(1));
      // One more, so that whatever was to be completed by now has been.
      await showOnMap(driverIds.slice(0, 1));
      expect(await held()).toBe(JOBS);
      await kill(worker);
    });
    expect(await archived()).toBe((killed - 1) * PINGS_PER_KILL);
    worker = next;
    await start(worker);
    await vi.waitFor(async () => expect(await archived()).toBe(killed * PINGS_PER_KILL), EVENTUALLY);
  }
  await kill(worker);
}, 120_000);
