import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Measurement, tableOf } from "./measurement.ts";
import { BENCH_OPTIONS } from "./options.ts";

export interface BenchServers {
  /** A superuser's URL; each benchmark makes a database of its own. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

type Bench = (servers: BenchServers) => Promise<readonly Measurement[]>;

/** In the order in which they run: the quiet ones first. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  roads: async () => (await import("./roads.ts")).benchRoads,
  replay: async () => (await import("./replay.ts")).benchReplay,
  nearest: async () => (await import("./nearest.ts")).benchNearest,
  gps: async () => (await import("./gps.ts")).benchGps,
  dispatch: async () => (await import("./dispatch.ts")).benchDispatch,
  fleet: async () => (await import("./fleet.ts")).benchFleet,
  web: async () => (await import("./web.ts")).benchWeb,
  "live-map": async () => (await import("./live-map.ts")).benchLiveMap,
  watchers: async () => (await import("./watchers.ts")).benchWatchers,
  overload: async () => (await import("./overload.ts")).benchOverload,
  flood: async () => {
    const { benchFlood } = await import("./flood.ts");
    return async (servers) => benchFlood(servers, flags.floods?.split(","));
  },
  "admin-pages": async () => {
    const { benchAdminPages } = await import("./admin-pages.ts");
    const orders = flags.orders === undefined ? undefined : Number(flags.orders);
    return async (servers) => benchAdminPages(servers, { filledUrl: flags.filled, orders });
  },
  ledger: async () => {
    const { benchLedger } = await import("./ledger.ts");
    return async ({ databaseUrl }) => benchLedger(databaseUrl);
  },
};

const envSchema = z.object({ ATLAS_TEST_DATABASE_URL: z.url(), ATLAS_TEST_REDIS_URL: z.url() });

const { values: flags } = parseArgs({ options: BENCH_OPTIONS });
const env = envSchema.parse(process.env);
const wanted = flags.only?.split(",") ?? Object.keys(BENCHES);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}

const measurements: Measurement[] = [];
let hasFailed = false;
for (const [name, load] of Object.entries(BENCHES)) {
  if (!wanted.includes(name)) continue;
  console.log(`\n${name} …`);
  try {
    const bench = await load();
    const measured = await bench({ databaseUrl: env.ATLAS_TEST_DATABASE_URL, redisUrl: env.ATLAS_TEST_REDIS_URL });
    console.log(tableOf(measured));
    measurements.push(...measured);
  } catch (error) {
    hasFailed = true;
    console.error(`${name} could not be measured:`, error);
  }
}

console.log(`\n${tableOf(measurements)}`);
if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(measurements, null, 2)}\n`);
process.exit(hasFailed || measurements.some(({ holds }) => !holds) ? 1 : 0);
