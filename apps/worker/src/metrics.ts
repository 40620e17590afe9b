import type { Database } from "@atlas/db/connect";
import type { FinishedJob } from "@atlas/queue/consumer";
import type { ServiceContext } from "@atlas/services/context";
import type { PingArchive } from "@atlas/services/history/archive-pings";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface WorkerMetrics {
  readonly registry: Registry;
  readonly observeJob: (job: FinishedJob) => void;
  readonly settlements: Counter<"kind" | "outcome">;
  readonly pings: Counter<"outcome">;
}

/** The worker's own figures, in a registry of their own so that two workers can live in one test process. */
export function createMetrics(ctx: ServiceContext, archive: PingArchive): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const jobs = new Histogram({
    name: "atlas_job_duration_seconds",
    help: "Jobs by queue and outcome (completed, retried, dead).",
    labelNames: ["queue", "outcome"],
    buckets: BUCKETS_S,
    registers,
  });
  watchQueues(registry, ctx);
  watchOutbox(registry, ctx.db);
  watchArchive(registry, archive);
  return {
    registry,
    observeJob: ({ queue, outcome, durationMs }) => jobs.observe({ queue, outcome }, durationMs / 1_000),
    settlements: new Counter({
      name: "atlas_settlements_total",
      help: "Trips handed to the ledger, by kind and outcome (settled, already, dead).",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    pings: new Counter({
      name: "atlas_pings_total",
      help: "Pings by what became of them on the live map (applied, outdated, unknown).",
      labelNames: ["outcome"],
      registers,
    }),
  };
}

function watchQueues(registry: Registry, ctx: ServiceContext): void {
  registry.registerMetric(
    new Gauge({
      name: "atlas_queue_jobs",
      help: "Jobs in each queue by state.",
      labelNames: ["queue", "state"],
      registers: [],
      async collect() {
        for (const { name, ...states } of await ctx.queueCounts()) {
          for (const [state, count] of Object.entries(states)) this.set({ queue: name, state }, count);
        }
      },
    }),
  );
}

function watchOutbox(registry: Registry, db: Database): void {
  const watch = (name: string, help: string, read: () => PromiseLike<readonly { value: number }[]>): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          const [row] = await read();
          this.set(row?.value ?? 0);
        },
      }),
    );
  };
  const sql = db.$client;
  watch(
    "atlas_outbox_pending",
    "Rows that wait to be published.",
    () => sql<{ value: number }[]>`SELECT count(*)::int AS value FROM outbox WHERE published_at IS NULL`,
  );
  watch(
    "atlas_outbox_lag_seconds",
    "Age of the oldest row that waits to be published.",
    () => sql<{ value: number }[]>`
      SELECT GREATEST(0, COALESCE(extract(epoch FROM now() - min(created_at)), 0))::float AS value
      FROM outbox WHERE published_at IS NULL`,
  );
  watch(
    "atlas_dead_letters",
    "Dead letters that nobody replayed.",
    () => sql<{ value: number }[]>`SELECT count(*)::int AS value FROM dead_letters WHERE replayed_at IS NULL`,
  );
}

function watchArchive(registry: Registry, archive: PingArchive): void {
  registry.registerMetric(
    new Gauge({
      name: "atlas_archived_pings",
      help: "Pings of the history: written, shed, and waiting in memory.",
      labelNames: ["state"],
      registers: [],
      collect() {
        for (const [state, count] of Object.entries(archive.counts)) this.set({ state }, count);
      },
    }),
  );
}
