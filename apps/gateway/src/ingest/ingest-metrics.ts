import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export interface IngestMetrics {
  /** By outcome: `accepted`, or the code of the refusal. */
  readonly pings: Counter<"outcome">;
  /** Accepted, then given up for a newer ping of the same driver because the queue was too long. */
  readonly superseded: Counter;
  readonly jobSize: Histogram;
  readonly failedAdds: Counter;
}

/** The ingestion's metrics. `gauges` are read when the metrics are scraped; `accepted` counts from the start. */
export function createIngestMetrics(
  registry: Registry,
  gauges: {
    readonly buffered: () => number;
    readonly queued: () => number;
    readonly drivers: () => number;
    readonly accepted: () => number;
  },
): IngestMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => {
    const made = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read());
      },
    });
    registry.registerMetric(made);
  };
  gauge("atlas_pings_buffered", "Accepted pings that wait in this gateway for a job.", gauges.buffered);
  gauge("atlas_ping_jobs_queued", "Jobs in driver-gps when last asked.", gauges.queued);
  gauge("atlas_known_drivers", "Drivers whom this gateway has heard of.", gauges.drivers);
  let counted = 0;
  return {
    pings: new Counter({
      name: "atlas_pings_total",
      help: "Pings by outcome.",
      labelNames: ["outcome"],
      registers,
      collect() {
        // A counter's own bookkeeping for each accepted ping would cost as much as validating it.
        const accepted = gauges.accepted();
        this.inc({ outcome: "accepted" }, accepted - counted);
        counted = accepted;
      },
    }),
    superseded: new Counter({
      name: "atlas_pings_superseded_total",
      help: "Accepted pings given up for a newer one of the same driver under overload.",
      registers,
    }),
    jobSize: new Histogram({
      name: "atlas_ping_job_size",
      help: "Pings per job.",
      buckets: [1, 5, 10, 25, 50, 100, 200, 300, 400, 500],
      registers,
    }),
    failedAdds: new Counter({ name: "atlas_ping_failed_adds_total", help: "Jobs that Redis did not take.", registers }),
  };
}
