import { z } from "zod";
import { openBenchCity } from "./bench-city.ts";
import { atLeast, atMost, exactly, type Measurement, info } from "./measurement.ts";
import type { LoadReport } from "./overload-tally.ts";
import { startLoad } from "./load-process.ts";
import { type StackProcess, startProcess } from "./stack-process.ts";

const RIDERS = 2_000;
const DRIVERS = 500;
const WARM_UP_MS = 4_000;
const WARM_UP_AT_ONCE = 16;
const STEP_MS = 3_000;
/** How many calls are under way at once while the most that can be served is looked for. */
const STEPS = [8, 16, 32];
const FACTOR = 3;
const OVERLOAD_MS = 20_000;
const LIGHT_SHARE = 0.3;
const LIGHT_MS = 8_000;
/** The same again: what it takes more memory for than the first time grows without end. */
const AGAIN_MS = 12_000;
const MEMORY_EVERY_MS = 1_000;
const MB = 1_048_576;

const countSchema = z.object({ sent: z.number(), served: z.number(), refused: z.number(), failed: z.number() });
const reportSchema: z.ZodType<LoadReport> = z.object({
  counts: z.object({ quote: countSchema, order: countSchema, move: countSchema }),
  servedPerSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  meanMs: z.object({ quote: z.number(), order: z.number(), move: z.number() }),
  refusalP99Ms: z.number(),
  lastRefusalMs: z.number(),
  health: z.object({ asked: z.number(), ok: z.number(), p99Ms: z.number() }),
  cpuShare: z.number(),
});

/**
 * One gateway under three times what it can serve, for twenty seconds, then under little: what is served in time, what is
 * refused, and how soon nothing is refused any more. Riders ask for prices, order and cancel, drivers go on and off line.
 */
export async function benchOverload(servers: {
  databaseUrl: string;
  redisUrl: string;
}): Promise<readonly Measurement[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  const [riders, drivers] = [await city.tokensOf("rider", RIDERS), await city.tokensOf("driver", DRIVERS)];
  await city.openForBusiness();
  await using gateway = await startProcess("gateway", { databaseUrl: city.databaseUrl, redisUrl: servers.redisUrl });
  await using load = startLoad("overload-load.ts");
  await load.ask({ kind: "open", gatewayUrl: gateway.url, riders, drivers });

  const closed = async (atOnce: number, forMs: number): Promise<LoadReport> => {
    const report = reportSchema.parse(await load.ask({ kind: "closed", atOnce, forMs }));
    console.log(`  ${atOnce} at once: ${describe(report)}`);
    return report;
  };
  await closed(WARM_UP_AT_ONCE, WARM_UP_MS);
  const steps: LoadReport[] = [];
  for (const atOnce of STEPS) steps.push(await closed(atOnce, STEP_MS));
  const [unhurried] = steps;
  if (unhurried === undefined) throw new Error("no step was measured");
  const capacity = Math.max(...steps.map(({ servedPerSecond }) => servedPerSecond));
  const capacityWork = Math.max(...steps.map((step) => workPerSecond(step, unhurried)));
  await using memory = watchMemory(gateway);
  const phases = [
    { perSecond: capacity * FACTOR, forMs: OVERLOAD_MS },
    { perSecond: capacity * LIGHT_SHARE, forMs: LIGHT_MS },
    { perSecond: capacity * FACTOR, forMs: AGAIN_MS },
  ];
  const [over, light] = z
    .tuple([reportSchema, reportSchema, reportSchema])
    .parse(await load.ask({ kind: "rates", phases }));
  const most = memory.most();
  console.log(`  overload: ${describe(over)}\n  light load: ${describe(light)}`);
  const work = { value: workPerSecond(over, unhurried), capacity: capacityWork };
  return measurements({ capacity, work, over, light, memory: most });
}

interface Measured {
  readonly capacity: number;
  readonly over: LoadReport;
  readonly light: LoadReport;
  /** Of the calls served in a second under overload and at the most, each weighed by what its kind takes unhurried. */
  readonly work: { readonly value: number; readonly capacity: number };
  readonly memory: MostMemory;
}

/**
 * What is refused first are quotes, so that what is served under overload is of another mix, of dearer calls: each counts
 * with the time that its kind took while eight were under way.
 */
function workPerSecond({ counts, servedPerSecond }: LoadReport, { meanMs }: LoadReport): number {
  const kinds = ["quote", "order", "move"] as const;
  const served = kinds.reduce((sum, kind) => sum + counts[kind].served, 0);
  return (servedPerSecond * kinds.reduce((sum, kind) => sum + counts[kind].served * meanMs[kind], 0)) / served;
}

function measurements({ capacity, work, over, light, memory }: Measured): Measurement[] {
  const share = (kind: keyof LoadReport["counts"]): number => over.counts[kind].refused / over.counts[kind].sent;
  const { asked, ok, p99Ms } = over.health;
  return [
    info("overload: most that one gateway serves", capacity, "/s"),
    info("overload: served at three times that", over.servedPerSecond, "/s"),
    atLeast("overload: work done at three times that, against the most", work.value, {
      baseline: work.capacity,
      bar: 0.8,
    }),
    atMost("overload: what is served, p99", over.p99Ms, { unit: "ms", limit: 1_000 }),
    info("overload: what is served, p50", over.p50Ms, "ms"),
    info("overload: a refusal, p99", over.refusalP99Ms, "ms"),
    atMost("overload: memory of the gateway, in a second overload against the first", memory.again / memory.first, {
      unit: "×",
      limit: 1.1,
    }),
    info("overload: memory of the gateway, against the calm before", memory.again / memory.calm, "×"),
    info("overload: memory of the gateway, most", Math.max(memory.first, memory.again) / MB, "MB"),
    info("overload: quotes refused", 100 * share("quote"), "%"),
    info("overload: orders refused", 100 * share("order"), "%"),
    atMost("overload: moves refused, against quotes refused", share("move") / share("quote"), {
      unit: "×",
      limit: 0.02,
    }),
    exactly("overload: health returned 200", { value: ok, of: asked, unit: "probes" }),
    info("overload: health, p99", p99Ms, "ms"),
    atMost("overload: last refusal after the load has fallen", light.lastRefusalMs, { unit: "ms", limit: 2_000 }),
    exactly("overload: neither served nor refused", { value: failed(over) + failed(light), of: 0, unit: "calls" }),
  ];
}

function failed({ counts }: LoadReport): number {
  return counts.quote.failed + counts.order.failed + counts.move.failed;
}

function describe({ counts, servedPerSecond, p50Ms, p99Ms, cpuShare }: LoadReport): string {
  const each = Object.entries(counts).map(([kind, { sent, refused }]) => `${kind} ${sent} (${refused} refused)`);
  return (
    `${Math.round(servedPerSecond)} served/s, p50 ${Math.round(p50Ms)} ms, p99 ${Math.round(p99Ms)} ms; ` +
    `${each.join(", ")}; CPU of the load ${cpuShare.toFixed(2)}`
  );
}

interface MostMemory {
  /** Before the overload. */
  readonly calm: number;
  readonly first: number;
  /** In the second overload. */
  readonly again: number;
}

/** The most memory that the gateway has, bytes, from now on. */
function watchMemory(gateway: StackProcess): AsyncDisposable & { most: () => MostMemory } {
  const startedMs = performance.now();
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  const look = async (): Promise<void> => {
    const bytes = await gateway.metric("process_resident_memory_bytes");
    samples.push({ atMs: performance.now() - startedMs, bytes });
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(console.error);
  }, MEMORY_EVERY_MS);
  const mostOf = (part: readonly { readonly bytes: number }[]): number => Math.max(...part.map(({ bytes }) => bytes));
  return {
    most: () => ({
      calm: samples[0]?.bytes ?? Number.NaN,
      first: mostOf(samples.filter(({ atMs }) => atMs < OVERLOAD_MS)),
      again: mostOf(samples.filter(({ atMs }) => atMs >= OVERLOAD_MS + LIGHT_MS)),
    }),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}
