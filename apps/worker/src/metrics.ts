import { acceptsWrites } from "@atlas/queue/accepts-writes";
import type { FinishedJob } from "@atlas/queue/run-job";
import type { ServiceContext } from "@atlas/services/context";
import type { JobMetrics } from "@atlas/services/jobs/job-context";
import type { PingArchive } from "@atlas/services/history/archive-pings";
import { serverLatencies } from "@atlas/services/ops/server-latency";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { registerGauges } from "./register-gauges.ts";
import type { WorkWatch } from "./work-watch.ts";

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const AGE_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface WorkerMetrics {
  readonly registry: Registry;
  readonly observeJob: (job: FinishedJob) => void;
  readonly jobs: JobMetrics;
}

export interface MetricSources {
  readonly archive: PingArchive;
  readonly clockOffsetMs: () => number;
}

/** The worker's own metrics, in a registry of their own so that two workers can live in one test process. */
export function createMetrics(ctx: ServiceContext, { archive, clockOffsetMs }: MetricSources): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const durations = new Histogram({
    name: "atlas_job_duration_seconds",
    help: "Jobs by queue and outcome (completed, retried, postponed, dead).",
    labelNames: ["queue", "outcome"],
    buckets: BUCKETS_S,
    registers,
  });
  registerGauges(registry, ctx, archive);
  watchServers(registry, ctx);
  watchClock(registry, clockOffsetMs);
  return {
    registry,
    observeJob: ({ queue, outcome, durationMs }) => durations.observe({ queue, outcome }, durationMs / 1_000),
    jobs: countJobs(registers),
  };
}

function countJobs(registers: Registry[]): JobMetrics {
  const settlements = new Counter({
    name: "atlas_settlements_total",
    help: "Trips handed to the ledger, by kind and outcome (settled, already, early, dead).",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const pings = new Counter({
    name: "atlas_pings_total",
    help: "Pings by what became of them on the live map (applied, outdated, unknown).",
    labelNames: ["outcome"],
    registers,
  });
  const unconfirmed = new Counter({
    name: "atlas_unconfirmed_pings_total",
    help: "Pings whose job did not wait for the history: a worker that dies before it has written them loses them.",
    registers,
  });
  const age = new Histogram({
    name: "atlas_ping_age_seconds",
    help: "From a gateway to the live map: the age of each batch's first ping, which waited longest.",
    buckets: AGE_BUCKETS_S,
    registers,
  });
  return {
    pingsApplied(outcomes) {
      for (const [outcome, count] of Object.entries(outcomes)) pings.inc({ outcome }, count);
    },
    pingAge: (seconds) => age.observe(seconds),
    pingsUnconfirmed: (count) => unconfirmed.inc(count),
    settlement: (kind, outcome) => settlements.inc({ kind, outcome }),
  };
}

/** Registers what readiness goes by. */
export function watchWork(registry: Registry, watch: WorkWatch): void {
  const labelNames = ["work"];
  registry.registerMetric(
    new Gauge({
      name: "atlas_work_age_seconds",
      help: "Since this worker's relay, schedules, or last job of a queue got through; a queue without jobs grows old, too.",
      labelNames,
      registers: [],
      collect() {
        for (const { work, ageS } of watch.states()) if (ageS !== null) this.set({ work }, ageS);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "atlas_work_stuck",
      help: "1 for work that this worker should do and does not.",
      labelNames,
      registers: [],
      collect() {
        for (const { work, isStuck } of watch.states()) this.set({ work }, isStuck ? 1 : 0);
      },
    }),
  );
}

function watchServers(registry: Registry, ctx: ServiceContext): void {
  registry.registerMetric(
    new Gauge({
      name: "atlas_server_latency_seconds",
      help: "The smallest question to Postgres and to Redis, with the wait for a connection.",
      labelNames: ["server"],
      registers: [],
      async collect() {
        for (const { server, seconds } of await serverLatencies(ctx)) this.set({ server }, seconds);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "atlas_redis_accepts_writes",
      help: "0 while Redis is away, full, read-only or cannot persist.",
      registers: [],
      async collect() {
        this.set((await acceptsWrites(ctx.redis)) ? 1 : 0);
      },
    }),
  );
}

function watchClock(registry: Registry, clockOffsetMs: () => number): void {
  registry.registerMetric(
    new Gauge({
      name: "atlas_clock_offset_seconds",
      help: "How far this machine's clock is ahead of the database's, which is the one that counts.",
      registers: [],
      collect() {
        this.set(clockOffsetMs() / 1_000);
      },
    }),
  );
}
