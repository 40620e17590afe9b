import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openBenchCity } from "./bench-city.ts";
import { atLeast, atMost, exactly, type Figure, told } from "./figure.ts";
import type { LoadReport } from "./overload-tally.ts";
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
const MEMORY_EVERY_MS = 1_000;
const MB = 1_048_576;

const countSchema = z.object({ sent: z.number(), served: z.number(), refused: z.number(), failed: z.number() });
const reportSchema: z.ZodType<LoadReport> = z.object({
  counts: z.object({ quote: countSchema, order: countSchema, move: countSchema }),
  servedPerSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  refusalP99Ms: z.number(),
  lastRefusalMs: z.number(),
  health: z.object({ asked: z.number(), ok: z.number(), p99Ms: z.number() }),
  cpuShare: z.number(),
});

/**
 * One gateway under three times what it can serve, for twenty seconds, then under little: what is served in time, what is
 * refused, and how soon nothing is refused any more. Riders ask for prices, order and cancel, drivers go on and off line.
 */
export async function benchOverload(servers: { databaseUrl: string; redisUrl: string }): Promise<readonly Figure[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  const [riders, drivers] = [await city.tokensOf("rider", RIDERS), await city.tokensOf("driver", DRIVERS)];
  await city.openForBusiness();
  await using gateway = await startProcess("gateway", { databaseUrl: city.databaseUrl, redisUrl: servers.redisUrl });
  await using load = openLoad();
  await load.ask({ kind: "open", gatewayUrl: gateway.url, riders, drivers });

  const closed = async (atOnce: number, forMs: number): Promise<LoadReport> => {
    const report = reportSchema.parse(await load.ask({ kind: "closed", atOnce, forMs }));
    console.log(`  ${atOnce} at once: ${describe(report)}`);
    return report;
  };
  await closed(WARM_UP_AT_ONCE, WARM_UP_MS);
  let capacity = 0;
  for (const atOnce of STEPS) capacity = Math.max(capacity, (await closed(atOnce, STEP_MS)).servedPerSecond);
  const memory = watchMemory(gateway);
  const calmBytes = await memory.now();
  const phases = [
    { perSecond: capacity * FACTOR, forMs: OVERLOAD_MS },
    { perSecond: capacity * LIGHT_SHARE, forMs: LIGHT_MS },
  ];
  const [over, light] = z.tuple([reportSchema, reportSchema]).parse(await load.ask({ kind: "rates", phases }));
  const mostBytes = await memory.stop();
  console.log(`  overload: ${describe(over)}\n  light load: ${describe(light)}`);
  return figures({ capacity, over, light, growth: mostBytes / calmBytes, mostBytes });
}

interface Measured {
  readonly capacity: number;
  readonly over: LoadReport;
  readonly light: LoadReport;
  readonly growth: number;
  readonly mostBytes: number;
}

function figures({ capacity, over, light, growth, mostBytes }: Measured): Figure[] {
  const share = (kind: keyof LoadReport["counts"]): number => over.counts[kind].refused / over.counts[kind].sent;
  const { asked, ok, p99Ms } = over.health;
  return [
    told("overload: most that one gateway serves", capacity, "/s"),
    atLeast("overload: served at three times that, against the most", over.servedPerSecond, {
      baseline: capacity,
      bar: 0.8,
    }),
    atMost("overload: what is served, p99", over.p99Ms, { unit: "ms", limit: 1_000 }),
    told("overload: what is served, p50", over.p50Ms, "ms"),
    told("overload: a refusal, p99", over.refusalP99Ms, "ms"),
    atMost("overload: memory of the gateway, against the same before", growth, { unit: "×", limit: 1.3 }),
    told("overload: memory of the gateway, most", mostBytes / MB, "MB"),
    told("overload: quotes refused", 100 * share("quote"), "%"),
    told("overload: orders refused", 100 * share("order"), "%"),
    atMost("overload: moves refused, against quotes refused", share("move") / share("quote"), {
      unit: "×",
      limit: 0.02,
    }),
    exactly("overload: health answered with 200", { value: ok, of: asked, unit: "probes" }),
    told("overload: health, p99", p99Ms, "ms"),
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

interface Load extends AsyncDisposable {
  readonly ask: (order: object) => Promise<unknown>;
}

function openLoad(): Load {
  const child = fork(fileURLToPath(new URL("overload-load.ts", import.meta.url)));
  return {
    async ask(order) {
      const answer = once(child, "message");
      child.send(order);
      return (await answer)[0];
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

/** The most memory that the gateway has from now until `stop`. */
function watchMemory(gateway: StackProcess): { now: () => Promise<number>; stop: () => Promise<number> } {
  let mostBytes = 0;
  const now = async (): Promise<number> => {
    const bytes = await gateway.metric("process_resident_memory_bytes");
    mostBytes = Math.max(mostBytes, bytes);
    return bytes;
  };
  const timer = setInterval(() => void now().catch(console.error), MEMORY_EVERY_MS);
  return {
    now,
    async stop() {
      clearInterval(timer);
      await now();
      return mostBytes;
    },
  };
}
