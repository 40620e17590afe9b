/** The load of the overload benchmark, in a process of its own. */
import { z } from "zod";
import { type Arrive, arrivalsOf } from "./overload-arrivals.ts";
import { callsTo } from "./overload-calls.ts";
import { type LoadReport, Tally } from "./overload-tally.ts";

const orderSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("open"),
    gatewayUrl: z.string(),
    riders: z.array(z.string()),
    drivers: z.array(z.string()),
  }),
  /** So many at once, each after the other. */
  z.object({ kind: z.literal("closed"), atOnce: z.number(), forMs: z.number() }),
  /** At a rate, at random times, whether or not any response comes; one phase right after the other. */
  z.object({ kind: z.literal("rates"), phases: z.array(z.object({ perSecond: z.number(), forMs: z.number() })) }),
]);

const TICK_MS = 4;

let arrive: Arrive = () => Promise.reject(new Error("nothing is open"));
let probe = callsTo("http://127.0.0.1");

async function closed({ atOnce, forMs }: { atOnce: number; forMs: number }): Promise<LoadReport> {
  const tally = new Tally();
  const untilMs = tally.startedMs + forMs;
  const loop = async (): Promise<void> => {
    for (let nowMs = performance.now(); nowMs < untilMs; nowMs = performance.now()) await arrive(tally, nowMs);
  };
  await tally.during(probe, async () => void (await Promise.all(Array.from({ length: atOnce }, loop))));
  return await tally.report();
}

async function atRates(phases: readonly { perSecond: number; forMs: number }[]): Promise<LoadReport[]> {
  const tallies: Tally[] = [];
  for (const phase of phases) {
    const tally = new Tally();
    tallies.push(tally);
    await tally.during(probe, () => atRate(tally, phase));
  }
  return await Promise.all(tallies.map((tally) => tally.report()));
}

async function atRate(tally: Tally, { perSecond, forMs }: { perSecond: number; forMs: number }): Promise<void> {
  const untilMs = tally.startedMs + forMs;
  let dueMs = tally.startedMs;
  for (let nowMs = performance.now(); nowMs < untilMs; nowMs = performance.now()) {
    for (; dueMs <= nowMs; dueMs += (-Math.log(1 - Math.random()) * 1_000) / perSecond) void arrive(tally, dueMs);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

process.on("message", (message) => {
  const order = orderSchema.parse(message);
  const work = async (): Promise<unknown> => {
    if (order.kind === "closed") return await closed(order);
    if (order.kind === "rates") return await atRates(order.phases);
    arrive = arrivalsOf(callsTo(order.gatewayUrl), order);
    // Of its own, so that its connection is never one that a call waits on.
    probe = callsTo(order.gatewayUrl);
    return {};
  };
  work().then(
    (message) => process.send?.(message),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
