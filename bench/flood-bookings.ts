/** A hundred riders who book, in a process of their own, and a probe of the gateway's health beside them. */
import { destination } from "@atlas/core/geo";
import { z } from "zod";
import { CENTER } from "./bench-city.ts";
import { type CannedResponse, callsTo } from "./overload-calls.ts";

const orderSchema = z.object({
  gatewayUrl: z.string(),
  riders: z.array(z.string()),
  bookingsPerSecond: z.number(),
  forMs: z.number(),
});
type Order = z.output<typeof orderSchema>;

/** What the others got in one phase. */
export interface BookingReport {
  /** What each quote, order and cancellation took. */
  readonly tookMs: readonly number[];
  readonly refused: number;
  readonly healthMaxMs: number;
}

const HEALTH_EVERY_MS = 50;
const TICK_MS = 4;
const MAX_COMPLAINTS = 3;

const quoteSchema = z.object({ result: z.object({ data: z.array(z.object({ quoteId: z.string() })) }) });
const createdSchema = z.object({ result: z.object({ data: z.object({ orderId: z.string() }) }) });

async function book({ gatewayUrl, riders, bookingsPerSecond, forMs }: Order): Promise<BookingReport> {
  const call = callsTo(gatewayUrl);
  const probe = callsTo(gatewayUrl);
  const [tookMs, healthMs]: [number[], number[]] = [[], []];
  const free = [...riders];
  let refused = 0;

  const timed = async (path: string, token: string, body: object): Promise<CannedResponse | null> => {
    const startedMs = performance.now();
    const reply = await call(path, { token, body: JSON.stringify(body) });
    tookMs.push(performance.now() - startedMs);
    if (reply.status === 200) return reply;
    refused += 1;
    if (refused <= MAX_COMPLAINTS)
      console.error(`  ${path} was refused with ${reply.status}: ${reply.text.slice(0, 200)}`);
    return null;
  };
  const bookOnce = async (token: string): Promise<void> => {
    const dropoff = destination(CENTER, Math.random() * 360, 2_000 + Math.random() * 4_000);
    const quoted = await timed("/trpc/order.quote", token, { pickup: CENTER, dropoff, vehicleType: "go-ride" });
    const quote = quoted === null ? undefined : quoteSchema.parse(JSON.parse(quoted.text)).result.data[0];
    if (quote === undefined) return;
    const { quoteId } = quote;
    const created = await timed("/trpc/order.create", token, { quoteId, paymentMethod: "cash", dispatch: false });
    if (created === null) return;
    const { orderId } = createdSchema.parse(JSON.parse(created.text)).result.data;
    const cancel = { orderId, reason: "the benchmark is over with it" };
    const cancelled = await timed("/trpc/order.cancel", token, cancel);
    // An order that stays open would have the rider's next one refused.
    if (cancelled === null) await call("/trpc/order.cancel", { token, body: JSON.stringify(cancel) });
  };
  const askHealth = async (): Promise<void> => {
    const startedMs = performance.now();
    await probe("/healthz");
    healthMs.push(performance.now() - startedMs);
  };

  const prober = setInterval(() => void askHealth(), HEALTH_EVERY_MS);
  const startedMs = performance.now();
  const inFlight = new Set<Promise<void>>();
  let dueMs = startedMs;
  for (let nowMs = startedMs; nowMs < startedMs + forMs; nowMs = performance.now()) {
    for (; dueMs <= nowMs; dueMs += 1_000 / bookingsPerSecond) {
      // A rider has one order at a time.
      const token = free.shift();
      if (token === undefined) continue;
      const booking = bookOnce(token).finally(() => {
        free.push(token);
        inFlight.delete(booking);
      });
      inFlight.add(booking);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  clearInterval(prober);
  await Promise.all(inFlight);
  return { tookMs, refused, healthMaxMs: Math.max(...healthMs) };
}

process.on("message", (message) => {
  book(orderSchema.parse(message)).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
