import { destination } from "@atlas/core/geo";
import { applyPings } from "@atlas/services/tracker/apply-pings";
import { findCandidates } from "@atlas/services/tracker/find-candidates";
import { trackerKeys } from "@atlas/services/tracker/redis-keys";
import { z } from "zod";
import { anywhere, type BenchCity, CENTER, openBenchCity } from "./bench-city.ts";
import { atLeast, atMost, type Figure, quantile, told } from "./figure.ts";

const DRIVERS = 100_000;
const QUERIES = 1_000;
const WARM_UP = 200;

/** The ten nearest of 100,000 drivers around a dense centre, against the naive query in the same run. */
export async function benchNearest(servers: { databaseUrl: string; redisUrl: string }): Promise<readonly Figure[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  // The clock stands, so that no driver goes stale while the fleet is set up.
  const placedAt = new Date();
  const ctx = { db: city.db, redis: city.redis, clock: () => placedAt };
  await placeAll(ctx, city);
  const ours: number[] = [];
  const naive: number[] = [];
  const key = trackerKeys(city.cityId).available["go-ride"];
  for (let query = 0; query < WARM_UP + QUERIES; query += 1) {
    const pickup = destination(CENTER, Math.random() * 360, Math.sqrt(Math.random()) * 3_000);
    const startedMs = performance.now();
    const input = { cityId: city.cityId, vehicleType: "go-ride", pickup, radiusM: 5_000, limit: 10 } as const;
    const found = await findCandidates(ctx, input);
    const betweenMs = performance.now();
    const expected = await city.redis.geosearch(
      key,
      "FROMLONLAT",
      pickup.lng,
      pickup.lat,
      "BYRADIUS",
      5_000,
      "m",
      "ASC",
      "COUNT",
      10,
      "WITHDIST",
    );
    const endedMs = performance.now();
    // By distance: of two drivers in one spot either may come first.
    const distances = z.array(z.tuple([z.string(), z.coerce.number()])).parse(expected);
    if (found.map(({ distanceM }) => distanceM).join() !== distances.map(([, distanceM]) => distanceM).join()) {
      throw new Error(`not the ten nearest: ${JSON.stringify({ found, expected })}`);
    }
    if (query < WARM_UP) continue;
    ours.push(betweenMs - startedMs);
    naive.push(endedMs - betweenMs);
  }
  const [p99, naiveP99] = [quantile(ours, 0.99), quantile(naive, 0.99)];
  return [
    told("nearest 10 of 100,000, dense centre: p50", quantile(ours, 0.5), "ms"),
    atMost("nearest 10 of 100,000, dense centre: p99", p99, { unit: "ms", limit: 1 }),
    {
      ...atLeast("nearest: times faster at p99 than GEOSEARCH 5 km COUNT 10 ASC", naiveP99, { baseline: p99, bar: 20 }),
      value: naiveP99,
      unit: "ms naive",
    },
  ];
}

async function placeAll(
  ctx: Parameters<typeof applyPings>[0],
  { cityId, driverIds }: Pick<BenchCity, "cityId" | "driverIds">,
): Promise<void> {
  const nowMs = ctx.clock().getTime();
  for (let from = 0; from < driverIds.length; from += 500) {
    const pings = driverIds.slice(from, from + 500).map((driverId) => ({
      driverId,
      ...anywhere(),
      headingDeg: null,
      speedMps: null,
      accuracyM: null,
      recordedAtMs: nowMs,
      receivedAtMs: nowMs,
    }));
    await applyPings(ctx, { cityId, pings });
  }
}
