import type { ServerLatency } from "@atlas/services/ops/server-latency";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<"method" | "route" | "status">;
  readonly calls: Histogram<"path" | "type" | "outcome">;
  readonly sockets: Gauge;
  readonly signIns: Counter<"app" | "outcome">;
}

/** The gateway's own metrics, in a registry of their own so that two gateways can live in one test process. */
export function createMetrics(gauges: {
  readonly watchers: () => number;
  readonly latencies: () => Promise<readonly ServerLatency[]>;
  readonly clockOffsetMs: () => number;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const watchers = new Gauge({
    name: "atlas_watchers",
    help: "Live subscriptions that wait for a change.",
    registers: [],
    collect() {
      this.set(gauges.watchers());
    },
  });
  registry.registerMetric(watchers);
  const latencies = new Gauge({
    name: "atlas_server_latency_seconds",
    help: "The smallest question to Postgres and to Redis, with the wait for a connection.",
    labelNames: ["server"],
    registers: [],
    async collect() {
      for (const { server, seconds } of await gauges.latencies()) this.set({ server }, seconds);
    },
  });
  registry.registerMetric(latencies);
  const clockOffset = new Gauge({
    name: "atlas_clock_offset_seconds",
    help: "How far this machine's clock is ahead of the database's, which is the one that counts.",
    registers: [],
    collect() {
      this.set(gauges.clockOffsetMs() / 1_000);
    },
  });
  registry.registerMetric(clockOffset);
  return {
    registry,
    requests: new Histogram({
      name: "atlas_http_request_duration_seconds",
      help: "HTTP requests by route.",
      labelNames: ["method", "route", "status"],
      buckets: BUCKETS_S,
      registers,
    }),
    calls: new Histogram({
      name: "atlas_procedure_duration_seconds",
      help: "tRPC procedures over HTTP and WebSocket; a subscription counts until it starts.",
      labelNames: ["path", "type", "outcome"],
      buckets: BUCKETS_S,
      registers,
    }),
    sockets: new Gauge({ name: "atlas_sockets", help: "Open WebSockets.", registers }),
    signIns: new Counter({
      name: "atlas_sign_ins_total",
      help: "Sign-ins and sign-ups by app and outcome.",
      labelNames: ["app", "outcome"],
      registers,
    }),
  };
}
