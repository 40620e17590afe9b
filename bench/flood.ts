import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openBenchCity } from "./bench-city.ts";
import { buildJakarta } from "./bench-jakarta.ts";
import { atMost, type Measurement, quantile, timesAtMost, info } from "./measurement.ts";
import type { Attack } from "./flood-attack.ts";
import type { BookingReport } from "./flood-bookings.ts";
import { startLoad } from "./load-process.ts";
import { startProcess } from "./stack-process.ts";

const RIDERS = 100;
const BOOKINGS_PER_SECOND = 30;
const WARM_UP_MS = 4_000;
const CALM_MS = 3_500;
const FLOOD_MS = 4_000;
const AT_ONCE = 40;
const SOCKETS = 1_000;
const CALLS_IN_A_MESSAGE = 2_000;
const HALF_REQUESTS = 400;
/** A day of the app's fastest. */
const DAY_POINTS = 30_000;
const TRANSFERS = 20_000;
/** What the others' slowest in a hundred may take with a flood, against the calm around it. */
const MAX_TIMES = 2;
const MAX_HEALTH_MS = 100;

const reportSchema: z.ZodType<BookingReport> = z.object({
  tookMs: z.array(z.number()),
  refused: z.number(),
  healthMaxMs: z.number(),
});
const timesSchema = z.object({ times: z.number() });

/**
 * One client floods a gateway, with one thing after the other, while a hundred riders book: how much longer the others wait. Each heavy
 * read is asked for forty times at once, and again as soon as its response is there.
 * @param wanted parts of the names of the floods; all when left out
 */
export async function benchFlood(
  servers: { databaseUrl: string; redisUrl: string },
  wanted: readonly string[] = [""],
): Promise<readonly Measurement[]> {
  await using city = await openBenchCity(servers, 1);
  await using jakarta = await buildJakarta();
  await symlink(join(jakarta.dir, "jakarta"), join(jakarta.dir, city.cityId));
  const riders = await city.tokensOf("rider", RIDERS);
  const [flood = ""] = await city.tokensOf("rider", 1);
  const [driver = ""] = await city.tokensOf("driver", 1);
  const [admin = ""] = await city.tokensOf("admin", 1);
  await city.openForBusiness();
  await city.fill({ dayPoints: DAY_POINTS, transfers: TRANSFERS });
  const { databaseUrl } = city;
  await using gateway = await startProcess("gateway", {
    databaseUrl,
    redisUrl: servers.redisUrl,
    cityDir: jakarta.dir,
  });
  await using bookings = startLoad("flood-bookings.ts");
  await using attacker = startLoad("flood-attack.ts");
  const { url: gatewayUrl } = gateway;

  const book = async (forMs: number): Promise<BookingReport> =>
    reportSchema.parse(await bookings.ask({ gatewayUrl, riders, bookingsPerSecond: BOOKINGS_PER_SECOND, forMs }));
  const input = (value: object): string => encodeURIComponent(JSON.stringify(value));
  const calls = (path: string, options: { token?: string; body?: string } = {}): Attack => ({
    kind: "calls",
    atOnce: AT_ONCE,
    path,
    ...options,
  });
  const trip = { pickup: { lat: -6.13, lng: 106.75 }, dropoff: { lat: -6.29, lng: 106.88 } };
  const attacks: readonly (readonly [name: string, attack: Attack])[] = [
    ["places by one letter", calls(`/trpc/city.search?input=${input({ query: "k", limit: 20 })}`, { token: flood })],
    ["names of points", calls(`/trpc/city.reverse?input=${input(trip.pickup)}`, { token: flood })],
    ["prices across town", calls("/trpc/order.quote", { token: flood, body: JSON.stringify(trip) })],
    ["a day of a driver", calls(`/trpc/driver.day?input=${input({ day: today() })}`, { token: driver })],
    ["the journal as a table", calls("/admin/ledger/journal.csv", { token: admin })],
    ["what is not theirs", calls("/admin/ledger/journal.csv", { token: flood })],
    ["the description of the API", calls("/openapi.json")],
    ["the map whole", calls(`/cities/${city.cityId}/basemap.pmtiles`)],
    ["1,000 sockets", { kind: "sockets", count: SOCKETS, token: flood }],
    ["2,000 calls a message", { kind: "messages", calls: CALLS_IN_A_MESSAGE, token: flood }],
    ["400 half requests", { kind: "half requests", count: HALF_REQUESTS }],
  ];

  await book(WARM_UP_MS);
  const calms = [await book(CALM_MS)];
  const floods: { readonly name: string; readonly report: BookingReport }[] = [];
  for (const [name, order] of attacks.filter(([each]) => wanted.some((part) => each.includes(part)))) {
    const attacked = attacker.ask({ gatewayUrl, forMs: FLOOD_MS, order });
    const report = await book(FLOOD_MS);
    const { times } = timesSchema.parse(await attacked);
    floods.push({ name, report });
    calms.push(await book(CALM_MS));
    console.log(`  ${name} (${times} times): ${describe(report)}; then in calm: ${describe(calms.at(-1))}`);
  }
  return measurements(jakarta.name, calms, floods);
}

/** Each flood is held against the calm right before it and right after it. */
function measurements(
  city: string,
  calms: readonly BookingReport[],
  floods: readonly { readonly name: string; readonly report: BookingReport }[],
): Measurement[] {
  const all = [...calms, ...floods.map(({ report }) => report)];
  const calls = all.reduce((sum, { tookMs }) => sum + tookMs.length, 0);
  const refused = all.reduce((sum, one) => sum + one.refused, 0);
  const p99 = (reports: readonly (BookingReport | undefined)[]): number =>
    quantile(
      reports.flatMap((report) => report?.tookMs ?? []),
      0.99,
    );
  return [
    info(`flood: 100 riders book on ${city}, a call's p99 in calm`, p99(calms), "ms"),
    ...floods.map(({ name, report }, index) =>
      timesAtMost(`flood: the same while one asks for ${name}`, p99([report]), {
        unit: "ms",
        baseline: p99(calms.slice(index, index + 2)),
        bar: MAX_TIMES,
      }),
    ),
    atMost("flood: health, the slowest answer", Math.max(...floods.map(({ report }) => report.healthMaxMs)), {
      unit: "ms",
      limit: MAX_HEALTH_MS,
    }),
    atMost("flood: calls of the hundred that were refused", (100 * refused) / calls, { unit: "%", limit: 1 }),
  ];
}

/** The day of the city's calendar. */
function today(): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date());
}

function describe(report: BookingReport | undefined): string {
  if (report === undefined) return "";
  const { tookMs, refused, healthMaxMs } = report;
  const ms = (share: number): string => `${quantile(tookMs, share).toFixed(1)} ms`;
  return `p50 ${ms(0.5)}, p99 ${ms(0.99)}, health at most ${healthMaxMs.toFixed(0)} ms, ${refused} of ${tookMs.length} refused`;
}
