import { readCityMetrics } from "@atlas/services/ops/read-city-metrics";
import { readLedgerMetrics, ledgerImbalances } from "@atlas/services/ops/read-ledger-metrics";
import { readMessageMetrics } from "@atlas/services/messaging/read-message-metrics";
import type { ServiceContext } from "@atlas/services/context";
import type { PingArchive } from "@atlas/services/history/archive-pings";
import { Gauge, type Registry } from "prom-client";

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface GaugeSource {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly read: () => Promise<readonly Sample[]>;
}

/** Scrapes are at least seconds apart: the gauges of one scrape share what is read. */
const ONE_SCRAPE_MS = 1_000;
const IMBALANCE_EVERY_MS = 60_000;
/** Work that needs Redis waits while it is away, but a scrape does not. */
const PATIENCE_MS = 2_000;

/** Registers what is read from Postgres, Redis and memory when the worker is scraped. */
export function registerGauges(registry: Registry, ctx: ServiceContext, archive: PingArchive): void {
  for (const source of [...queueGauges(ctx, archive), ...cityGauges(ctx), ...ledgerGauges(ctx)]) {
    registry.registerMetric(gaugeOf(source, ctx));
  }
}

/** What cannot be read now is left out of the scrape, which goes on with the others. */
function gaugeOf({ name, help, labelNames = [], read }: GaugeSource, { log }: ServiceContext): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    async collect() {
      this.reset();
      if (labelNames.length === 0) this.remove({});
      try {
        for (const { labels = {}, value } of await inTime(read())) this.set(labels, value);
      } catch (err) {
        log.warn({ err, name }, "a metric could not be read");
      }
    },
  });
}

function queueGauges(ctx: ServiceContext, archive: PingArchive): GaugeSource[] {
  const messages = shared(ONE_SCRAPE_MS, async () => readMessageMetrics(ctx));
  return [
    {
      name: "atlas_queue_jobs",
      help: "Jobs in each queue by state.",
      labelNames: ["queue", "state"],
      read: async () =>
        (await ctx.queueCounts()).flatMap(({ name: queue, ...states }) =>
          Object.entries(states).map(([state, value]) => ({ labels: { queue, state }, value })),
        ),
    },
    {
      name: "atlas_outbox_pending",
      help: "Rows that wait to be published.",
      read: async () => [{ value: (await messages()).outboxPending }],
    },
    {
      name: "atlas_outbox_lag_seconds",
      help: "Age of the oldest row that waits to be published.",
      read: async () => [{ value: (await messages()).outboxLagS }],
    },
    {
      name: "atlas_dead_letters",
      help: "Dead letters that nobody replayed.",
      read: async () => [{ value: (await messages()).deadLetters }],
    },
    {
      name: "atlas_archived_pings",
      help: "Pings of the history: written, shed, and waiting in memory.",
      labelNames: ["state"],
      read: async () => Object.entries(archive.counts).map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}

function cityGauges(ctx: ServiceContext): GaugeSource[] {
  const city = shared(ONE_SCRAPE_MS, async () => readCityMetrics(ctx));
  return [
    {
      name: "atlas_open_orders",
      help: "Orders that are under way, by status.",
      labelNames: ["city", "status"],
      read: async () => (await city()).openOrders.map(({ count: value, ...labels }) => ({ labels, value })),
    },
    {
      name: "atlas_recent_order_moves",
      help: "Orders that reached a status within the last five minutes.",
      labelNames: ["city", "to"],
      read: async () => (await city()).recentMoves.map(({ count: value, ...labels }) => ({ labels, value })),
    },
    {
      name: "atlas_recent_offers",
      help: "Offers made within the last five minutes, by what became of them.",
      labelNames: ["city", "status"],
      read: async () => (await city()).recentOffers.map(({ count: value, ...labels }) => ({ labels, value })),
    },
    {
      name: "atlas_recent_match_seconds",
      help: "From the request to the match, of orders matched within the last five minutes.",
      labelNames: ["city", "quantile"],
      read: async () => (await city()).recentMatches.map(({ seconds: value, ...labels }) => ({ labels, value })),
    },
    {
      name: "atlas_drivers",
      help: "Drivers on the live map: available for a match, or not.",
      labelNames: ["city", "state"],
      read: async () => (await city()).drivers.map(({ count: value, ...labels }) => ({ labels, value })),
    },
  ];
}

function ledgerGauges(ctx: ServiceContext): GaugeSource[] {
  const ledger = shared(ONE_SCRAPE_MS, async () => readLedgerMetrics(ctx));
  const imbalances = shared(IMBALANCE_EVERY_MS, async () => ledgerImbalances(ctx));
  return [
    {
      name: "atlas_open_holds",
      help: "Holds that are open, and those of them that are past their end.",
      labelNames: ["state"],
      read: async () => {
        const { openHolds, overdueHolds } = await ledger();
        return [
          { labels: { state: "open" }, value: openHolds },
          { labels: { state: "overdue" }, value: overdueHolds },
        ];
      },
    },
    {
      name: "atlas_chain_lag_seconds",
      help: "How far the ledger's chain is behind the newest transfer.",
      read: async () => [{ value: (await ledger()).chainLagS }],
    },
    {
      name: "atlas_ledger_imbalance_minor",
      help: "The sum of all balances of a currency, read once a minute: 0 in sound books.",
      labelNames: ["currency"],
      read: async () =>
        (await imbalances()).map(({ currency, sumMinor }) => ({ labels: { currency }, value: Number(sumMinor) })),
    },
  ];
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads at most once in `forMs`; a failure is not kept. */
function shared<T>(forMs: number, read: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | null = null;
  let untilMs = 0;
  return async () => {
    const nowMs = performance.now();
    if (last === null || nowMs >= untilMs) {
      untilMs = nowMs + forMs;
      last = read();
      last.catch(() => {
        last = null;
      });
    }
    return await last;
  };
}
