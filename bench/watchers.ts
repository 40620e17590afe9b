import { destination } from "@atlas/core/geo";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import { z } from "zod";
import { anywhere, type BenchCity, openBenchCity } from "./bench-city.ts";
import { type Measurement, quantile, info } from "./measurement.ts";
import { startLoad } from "./load-process.ts";
import { startProcess } from "./stack-process.ts";

const DRIVERS = 10_000;
const WATCHERS = 5_000;
const BATCHES = 5;
const MB = 1_048_576;

const batchSchema = z.object({ firstAtMs: z.number(), lastAtMs: z.number(), reached: z.number() });

/** Riders who watch the cars around them, on one gateway: how soon all have a batch, and what each costs. */
export async function benchWatchers(servers: {
  databaseUrl: string;
  redisUrl: string;
}): Promise<readonly Measurement[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  await using gateway = await startProcess("gateway", { databaseUrl: city.databaseUrl, redisUrl: servers.redisUrl });
  await using load = startLoad("watchers-load.ts");
  const drive = fleetOf(city);
  await drive();
  const tokens = await city.tokensOf("rider", WATCHERS);
  const rss = async (): Promise<number> => gateway.metric("process_resident_memory_bytes");
  await load.ask({ kind: "watch", gatewayUrl: gateway.url, tokens: tokens.slice(0, 100) });
  const before = await rss();
  await load.ask({ kind: "watch", gatewayUrl: gateway.url, tokens: tokens.slice(100) });
  const perWatcher = ((await rss()) - before) / (WATCHERS - 100);

  const [spread, total]: [number[], number[]] = [[], []];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const heard = load.ask({ kind: "next" });
    const startedMs = Date.now();
    await drive();
    const { firstAtMs, lastAtMs, reached } = batchSchema.parse(await heard);
    if (reached < WATCHERS) throw new Error(`only ${reached} watchers were reached`);
    spread.push(lastAtMs - firstAtMs);
    total.push(lastAtMs - startedMs);
  }
  return [
    info("watchers: 5,000 riders, from the first to the last who has a batch", quantile(spread, 0.5), "ms"),
    info("watchers: 5,000 riders, from the fleet's move until all have it (tick of 1 s)", quantile(total, 0.5), "ms"),
    info("watchers: memory of the gateway per watcher", perWatcher / MB, "MB"),
  ];
}

/** Each call moves the whole fleet some metres on. */
function fleetOf({ cityId, db, redis, driverIds }: BenchCity): () => Promise<void> {
  const places = driverIds.map(anywhere);
  const ctx = { db, redis, clock: () => new Date() };
  return async () => {
    for (let from = 0; from < driverIds.length; from += 500) {
      const nowMs = Date.now();
      const pings = driverIds.slice(from, from + 500).map((driverId, offset) => {
        const place = destination(places[from + offset] ?? anywhere(), Math.random() * 360, 30);
        places[from + offset] = place;
        const motion = { headingDeg: 90, speedMps: 8, accuracyM: 10 };
        return { driverId, ...place, ...motion, recordedAtMs: nowMs, receivedAtMs: nowMs };
      });
      await applyPings(ctx, { cityId, pings });
    }
  };
}
