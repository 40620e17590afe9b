import { decodeFeedMessage } from "@atlas/services/tracker/live-map/feed-message";
import { trackerKeys } from "@atlas/services/tracker/live-map/redis-keys";
import { Redis } from "ioredis";
import { z } from "zod";
import { type BenchCity, openBenchCity } from "./bench-city.ts";
import { atLeast, atMost, exactly, type Measurement, quantile, info } from "./measurement.ts";
import { startLoad } from "./load-process.ts";
import { redisCpuS } from "./raw-geoadd.ts";
import { startProcess, type StackProcess } from "./stack-process.ts";

const DRIVERS = 500_000;
const CONNECTIONS = 20;
const PING_EVERY_S = 5;
const MEASURE_MS = 60_000;
/** What fleets must be able to send, and phones over connections of their own, pings a second. */
const FLEET_PER_S = 75_000;
const OWN_PER_S = 10_000;
/** How long all drivers take to be met for the first time. */
const MEET_S = 15;
const OWN_DRIVERS = 10_000;
const STEP_MS = 8_000;
const STEP = 1.15;
/** Below this share of the full rate it is not worth looking for a rate that holds. */
const LEAST_SHARE = 0.3;
const MAX_AGE_MS = 1_000;
/** Every so many batches one is read for its ages; reading all would be a load of its own. */
const SAMPLE = 10;

const sentSchema = z.object({
  sent: z.number(),
  accepted: z.number(),
  refused: z.number(),
  behind: z.number(),
  cpuS: z.number(),
});
type Sent = z.infer<typeof sentSchema>;

interface Round extends Sent {
  readonly perSecond: number;
  readonly applied: number;
  /** Superseded on the map by a newer ping of the same driver in the same batch. */
  readonly outdated: number;
  readonly archived: number;
  readonly superseded: number;
  readonly ageP99Ms: number;
}

/**
 * The whole path on this machine: load clients, gateway, BullMQ, worker, Redis with AOF and the archive in Postgres. Every
 * ping is a message of its own; its age counts from the client's clock until the batch is on the map.
 */
export async function benchFleet(servers: { databaseUrl: string; redisUrl: string }): Promise<readonly Measurement[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  const own = { databaseUrl: city.databaseUrl, redisUrl: servers.redisUrl };
  await using worker = await startProcess("worker", own);
  await using gateway = await startProcess("gateway", own);
  await using load = openLoad(servers.redisUrl, city, { gateway, worker });

  await load.connect({ tokens: await city.tokensOf("service", CONNECTIONS), driverIds: city.driverIds, isOwn: false });
  // Once around: the first ping of a driver loads the driver from Postgres.
  await load.round(DRIVERS / MEET_S, MEET_S * 1_000);
  await load.round(FLEET_PER_S, STEP_MS);
  const full = await load.round(FLEET_PER_S, MEASURE_MS);
  const most = await load.climb(FLEET_PER_S, full);

  await load.connect({
    tokens: await city.tokensOf("driver", OWN_DRIVERS),
    driverIds: city.driverIds.slice(0, OWN_DRIVERS),
    isOwn: true,
  });
  await load.round(OWN_DRIVERS / PING_EVERY_S, 2 * PING_EVERY_S * 1_000);
  const ownFull = await load.round(OWN_PER_S, STEP_MS);
  const ownMost = await load.climb(OWN_PER_S, ownFull);
  return [
    atLeast("fleet: 500,000 drivers over /pings, pings accepted a second", full.accepted / (MEASURE_MS / 1_000), {
      baseline: FLEET_PER_S,
      bar: 0.999,
    }),
    exactly("fleet: 500,000 drivers, applied of accepted", {
      value: full.applied,
      of: full.accepted,
      unit: "pings",
    }),
    exactly("fleet: 500,000 drivers, accepted of sent", { value: full.accepted, of: full.sent, unit: "pings" }),
    exactly("fleet: 500,000 drivers, archived of accepted", { value: full.archived, of: full.accepted, unit: "pings" }),
    atMost("fleet: 500,000 drivers, age p99", full.ageP99Ms, { unit: "ms", limit: MAX_AGE_MS }),
    info("fleet: highest sustained rate over /pings", most, "/s"),
    exactly("fleet: 10,000 connections at 10,000 a second, applied of sent", {
      value: ownFull.applied,
      of: ownFull.sent,
      unit: "pings",
    }),
    atMost("fleet: 10,000 connections, age p99", ownFull.ageP99Ms, { unit: "ms", limit: MAX_AGE_MS }),
    info("fleet: highest sustained rate, 10,000 connections", ownMost, "/s"),
  ];
}

interface Load extends AsyncDisposable {
  readonly connect: (who: { tokens: readonly string[]; driverIds: readonly string[]; isOwn: boolean }) => Promise<void>;
  readonly round: (perSecond: number, forMs: number) => Promise<Round>;
  /** The highest rate, in steps from `from` at which `first` was measured, at which nothing is lost and pings stay fresh. */
  readonly climb: (from: number, first: Round) => Promise<number>;
}

function openLoad(
  redisUrl: string,
  { cityId, redis }: BenchCity,
  { gateway, worker }: { gateway: StackProcess; worker: StackProcess },
): Load {
  const load = startLoad("fleet-load.ts");
  const feed = new Redis(redisUrl);
  let ages: number[] = [];
  let heard = 0;
  feed.on("message", (_channel, text) => {
    heard += 1;
    if (heard % SAMPLE !== 0) return;
    const nowMs = Date.now();
    const message = decodeFeedMessage(text);
    if (message?.kind !== "positions") return;
    for (const { recordedAtMs } of message.positions) ages.push(nowMs - recordedAtMs);
  });
  const subscribed = feed.subscribe(trackerKeys(cityId).feed);
  const counts = async (): Promise<Pick<Round, "applied" | "outdated" | "archived" | "superseded">> => {
    const [applied, outdated, archived, superseded] = await Promise.all([
      worker.metric("atlas_pings_total", 'outcome="applied"'),
      worker.metric("atlas_pings_total", 'outcome="outdated"'),
      worker.metric("atlas_archived_pings", 'state="written"'),
      gateway.metric("atlas_pings_superseded_total"),
    ]);
    return { applied, outdated, archived, superseded };
  };
  const cpuOf = async (): Promise<number[]> => await Promise.all([gateway.cpuS(), worker.cpuS(), redisCpuS(redis)]);
  const round = async (perSecond: number, forMs: number): Promise<Round> => {
    await subscribed;
    const before = await counts();
    const cpu = await cpuOf();
    ages = [];
    const sent = sentSchema.parse(await load.ask({ kind: "send", perSecond, forMs }));
    const after = await settled(counts);
    const cpuAfter = await cpuOf();
    const done = {
      ...sent,
      perSecond,
      applied: after.applied - before.applied,
      outdated: after.outdated - before.outdated,
      archived: after.archived - before.archived,
      superseded: after.superseded - before.superseded,
      ageP99Ms: quantile(ages, 0.99),
    };
    const cpuUs = [...cpuAfter.map((used, index) => used - (cpu[index] ?? 0)), sent.cpuS].map((usedS) =>
      ((usedS / sent.sent) * 1e6).toFixed(1),
    );
    console.log(
      `  ${perSecond}/s: sent ${sent.sent}, accepted ${sent.accepted}, refused ${sent.refused}, behind ${sent.behind}, ` +
        `applied ${done.applied}, archived ${done.archived}, superseded ${done.superseded}, ` +
        `age p50 ${quantile(ages, 0.5)} p99 ${done.ageP99Ms} ms, ` +
        `CPU a ping in µs: gateway ${cpuUs[0]}, worker ${cpuUs[1]}, Redis ${cpuUs[2]}, load ${cpuUs[3]}`,
    );
    return done;
  };
  return {
    async connect(who) {
      await load.ask({ kind: "connect", gatewayUrl: gateway.url, ...who });
    },
    round,
    async climb(from, first) {
      let held = isFine(first) ? from : 0;
      const isUp = held > 0;
      for (let rate = from; isUp || rate > from * LEAST_SHARE;) {
        rate = Math.round(isUp ? rate * STEP : rate / STEP);
        const isHeld = isFine(await round(rate, STEP_MS));
        if (isHeld) held = rate;
        if (isHeld !== isUp) break;
      }
      return held;
    },
    async [Symbol.asyncDispose]() {
      await load[Symbol.asyncDispose]();
      feed.disconnect();
    },
  };
}

function isFine({ sent, accepted, applied, outdated, superseded, behind, ageP99Ms }: Round): boolean {
  const isWhole = accepted === sent && applied + outdated === accepted && superseded === 0;
  return isWhole && behind < sent * 0.01 && ageP99Ms <= MAX_AGE_MS;
}

/** Waits until what is on its way has arrived. */
async function settled<T>(read: () => Promise<T>): Promise<T> {
  let last = await read();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    const next = await read();
    if (JSON.stringify(next) === JSON.stringify(last)) return next;
    last = next;
  }
}
