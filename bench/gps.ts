import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Ping } from "@atlas/queue/catalog";
import { createQueues, type Queues } from "@atlas/queue/create-queues";
import { z } from "zod";
import { anywhere, type BenchCity, openBenchCity } from "./bench-city.ts";
import { atLeast, atMost, type Measurement, info } from "./measurement.ts";
import { rawGeoadd, redisCpuS } from "./raw-geoadd.ts";

const DRIVERS = 100_000;
const MEASURE_MS = 6_000;
const SETTLE_MS = 1_500;
/** As the gateway does: so many adds on their way, and no more while the queue is long. */
const IN_FLIGHT = 32;
const QUEUED_JOBS = 60;
const JOB_SIZE = 500;
const LINGER_MS = 25;

const reportSchema = z.object({
  applied: z.number(),
  ages: z.array(z.tuple([z.number(), z.number()])),
  cpuS: z.number(),
});

/** Pings through BullMQ into GEO: against the raw limit of the same Redis, and against one job per ping. */
export async function benchGps(servers: { databaseUrl: string; redisUrl: string }): Promise<readonly Measurement[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  const raw = await rawGeoadd(servers.redisUrl);
  const full = await flatOut(servers, city, JOB_SIZE);
  const rawAfter = await rawGeoadd(servers.redisUrl);
  const single = await flatOut(servers, city, 1);
  const half = await paced(servers, city, full / 2);
  const limit = (raw.perSecond + rawAfter.perSecond) / 2;
  return [
    info(`gps: raw GEOADD, ${raw.tool}`, limit, "/s"),
    atLeast("gps: pings through BullMQ into GEO, against raw GEOADD -P 64", full, { baseline: limit, bar: 0.5 }),
    atLeast("gps: pings through BullMQ into GEO, against one job per ping", full, { baseline: single, bar: 15 }),
    info("gps: load for the age of a ping", half.perSecond, "/s"),
    atMost("gps: age p99 at half load", half.ageP99Ms, { unit: "ms", limit: 150 }),
  ];
}

interface Path extends AsyncDisposable {
  readonly queues: Queues;
  /** Pings applied so far, and their ages. */
  readonly seen: { applied: number; ages: Map<number, number>; cpuS: number };
}

async function openPath(
  { redisUrl }: { redisUrl: string },
  { databaseUrl, redis }: BenchCity,
  prefix: string,
): Promise<Path> {
  const seen = { applied: 0, ages: new Map<number, number>(), cpuS: 0 };
  const worker: ChildProcess = fork(fileURLToPath(new URL("gps-worker.ts", import.meta.url)), [
    redisUrl,
    databaseUrl,
    prefix,
  ]);
  worker.on("message", (message) => {
    const report = reportSchema.parse(message);
    seen.applied += report.applied;
    seen.cpuS = report.cpuS;
    for (const [ageMs, count] of report.ages) seen.ages.set(ageMs, (seen.ages.get(ageMs) ?? 0) + count);
  });
  await once(worker, "message");
  const queues = createQueues({ redisUrl, prefix, onError: console.error });
  await queues.queueCounts();
  return {
    queues,
    seen,
    async [Symbol.asyncDispose]() {
      const gone = once(worker, "exit");
      worker.disconnect();
      await gone;
      await queues[Symbol.asyncDispose]();
      const left = await redis.keys(`{${prefix}-driver-gps}*`);
      if (left.length > 0) await redis.unlink(...left);
    },
  };
}

/** The fleet on the move: each call returns the next drivers, some metres on; `atMs` says when the nth of them was received. */
function fleet({ driverIds }: BenchCity): (count: number, atMs?: (index: number) => number) => Ping[] {
  const places = driverIds.map(anywhere);
  let turn = 0;
  return (count, atMs = Date.now) => {
    return Array.from({ length: count }, (_, nth) => {
      const index = turn++ % driverIds.length;
      const before = places[index] ?? anywhere();
      const place = {
        lat: Math.round((before.lat + (Math.random() - 0.5) * 6e-4) * 1e6) / 1e6,
        lng: Math.round((before.lng + (Math.random() - 0.5) * 6e-4) * 1e6) / 1e6,
      };
      places[index] = place;
      const motion = { headingDeg: 90, speedMps: 8.3, accuracyM: 12 };
      const receivedAtMs = atMs(nth);
      return { driverId: driverIds[index] ?? "", ...place, ...motion, recordedAtMs: receivedAtMs, receivedAtMs };
    });
  };
}

/** As fast as it goes: pings a second in steady state, after every driver has been seen once. */
async function flatOut(servers: { redisUrl: string }, city: BenchCity, jobSize: number): Promise<number> {
  await using path = await openPath(servers, city, `bench-${jobSize}-${process.pid}`);
  const next = fleet(city);
  let queued = 0;
  let isOver = false;
  const depth = setInterval(() => {
    path.queues.queueCounts().then(
      (counts) => {
        queued = counts.find(({ name }) => name === "driver-gps")?.waiting ?? 0;
      },
      () => {},
    );
  }, 50);
  const most = QUEUED_JOBS * (jobSize === 1 ? 100 : 1);
  const producers = Array.from({ length: jobSize === 1 ? IN_FLIGHT * 4 : IN_FLIGHT }, async () => {
    while (!isOver) {
      if (queued > most) await pause(5);
      else await path.queues.enqueue("driver-gps", { cityId: city.cityId, pings: next(jobSize) });
    }
  });
  // Every driver once, so that no measured ping waits for Postgres.
  while (jobSize > 1 && path.seen.applied < DRIVERS) await pause(50);
  await pause(SETTLE_MS);
  const from = { applied: path.seen.applied, atMs: performance.now(), cpu: await cpuOf(city, path) };
  await pause(MEASURE_MS);
  const applied = path.seen.applied - from.applied;
  const perSecond = (applied / (performance.now() - from.atMs)) * 1_000;
  const cpu = (await cpuOf(city, path)).map((used, index) => ((used - (from.cpu[index] ?? 0)) / applied) * 1e6);
  console.log(`  jobs of ${jobSize}: ${Math.round(perSecond)} pings/s; CPU a ping in µs: ${describe(cpu)}`);
  isOver = true;
  clearInterval(depth);
  await Promise.all(producers);
  return perSecond;
}

/** CPU seconds used so far by Redis' one thread, the worker and the producer. */
async function cpuOf({ redis }: BenchCity, { seen }: Path): Promise<number[]> {
  const { user, system } = process.cpuUsage();
  return [await redisCpuS(redis), seen.cpuS, (user + system) / 1e6];
}

function describe([redis = 0, worker = 0, producer = 0]: readonly number[]): string {
  return `Redis ${redis.toFixed(1)}, worker ${worker.toFixed(1)}, producer ${producer.toFixed(1)}`;
}

/** At a given load, in jobs as the gateway makes them (500 pings, or what came in 25 ms): how old a ping is on the map. */
async function paced(
  servers: { redisUrl: string },
  city: BenchCity,
  target: number,
): Promise<{ perSecond: number; ageP99Ms: number }> {
  await using path = await openPath(servers, city, `bench-paced-${process.pid}`);
  const next = fleet(city);
  const startedMs = performance.now();
  const startedAtMs = Date.now();
  let sent = 0;
  let lastMs = startedMs;
  let from: { applied: number; atMs: number } | null = null;
  for (let nowMs = startedMs; nowMs - startedMs < SETTLE_MS + MEASURE_MS; nowMs = performance.now()) {
    const due = ((nowMs - startedMs) / 1_000) * target;
    while (sent + JOB_SIZE <= due || (sent < due && nowMs - lastMs >= LINGER_MS)) {
      const first = sent;
      sent = Math.min(sent + JOB_SIZE, Math.floor(due));
      lastMs = nowMs;
      const pings = next(sent - first, (nth) => Math.floor(startedAtMs + ((first + nth) / target) * 1_000));
      if (pings.length > 0) void path.queues.enqueue("driver-gps", { cityId: city.cityId, pings });
    }
    if (from === null && nowMs - startedMs > SETTLE_MS) {
      from = { applied: path.seen.applied, atMs: nowMs };
      path.seen.ages.clear();
    }
    await pause(2);
  }
  const perSecond = from === null ? 0 : ((path.seen.applied - from.applied) / (performance.now() - from.atMs)) * 1_000;
  return { perSecond, ageP99Ms: quantileOfCounts(path.seen.ages, 0.99) };
}

function quantileOfCounts(counts: ReadonlyMap<number, number>, share: number): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let passed = 0;
  for (const [value, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    passed += count;
    if (passed >= total * share) return value;
  }
  return Number.NaN;
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
