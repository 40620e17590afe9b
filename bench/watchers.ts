import { z } from "zod";
import { anywhere, openBenchCity } from "./bench-city.ts";
import { type Measurement, quantile, info } from "./measurement.ts";
import { startLoad } from "./load-process.ts";
import { movingFleet } from "./moving-fleet.ts";
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
  const { cityId, db, redis, driverIds } = city;
  const drive = movingFleet(
    { db, redis, clock: () => new Date() },
    { cityId, driverIds, places: driverIds.map(anywhere) },
  );
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
