import { destination } from "@atlas/core/geo";
import { z } from "zod";
import { CENTER } from "./bench-city.ts";
import type { Call } from "./overload-calls.ts";
import type { CallKind, Tally } from "./overload-tally.ts";

/** Most want a price; some drivers go on or off line; some riders who have a price order, and cancel again. */
const SHARES: readonly (readonly [below: number, kind: CallKind])[] = [
  [0.8, "quote"],
  [0.88, "move"],
  [1, "order"],
];
const MAX_QUOTES = 200;

const quoteSchema = z.object({ result: z.object({ data: z.array(z.object({ quoteId: z.string() })) }) });
const createdSchema = z.object({ result: z.object({ data: z.object({ orderId: z.string() }) }) });

/** One arrival, whatever it wants; it was due at `dueMs`. */
export type Arrive = (tally: Tally, dueMs: number) => Promise<void>;

/** Riders and drivers of a city, by their tokens. */
export function arrivalsOf(
  call: Call,
  { riders, drivers }: { readonly riders: readonly string[]; readonly drivers: readonly string[] },
): Arrive {
  const atWork = new Map(drivers.map((token) => [token, true]));
  /** Prices that nobody has ordered by yet, by the rider's token; one for each rider. */
  const quotes = new Map<string, string>();
  /** These may not order again. */
  const withOrder = new Set<string>();

  const askPrice: Arrive = async (tally, dueMs) => {
    const token = oneOf(riders);
    const dropoff = destination(CENTER, Math.random() * 360, 2_000 + Math.random() * 6_000);
    const body = JSON.stringify({ pickup: CENTER, dropoff, vehicleType: "go-ride" });
    const reply = await tally.count("quote", dueMs, call("/trpc/order.quote", { token, body }));
    if (reply === null || quotes.size >= MAX_QUOTES || withOrder.has(token)) return;
    const [quote] = quoteSchema.parse(JSON.parse(reply.text)).result.data;
    if (quote !== undefined) quotes.set(token, quote.quoteId);
  };

  const orderAndCancel = async (tally: Tally, dueMs: number, token: string, quoteId: string): Promise<void> => {
    withOrder.add(token);
    quotes.delete(token);
    const body = JSON.stringify({ quoteId, paymentMethod: "cash", dispatch: false });
    const created = await tally.count("order", dueMs, call("/trpc/order.create", { token, body }));
    if (created === null) {
      withOrder.delete(token);
      return;
    }
    const { orderId } = createdSchema.parse(JSON.parse(created.text)).result.data;
    const cancel = JSON.stringify({ orderId, reason: "the benchmark is over with it" });
    const cancelled = await tally.count("move", performance.now(), call("/trpc/order.cancel", { token, body: cancel }));
    if (cancelled !== null) withOrder.delete(token);
  };

  const goOnOrOff: Arrive = async (tally, dueMs) => {
    const token = oneOf(drivers);
    const isAvailable = atWork.get(token) !== true;
    atWork.set(token, isAvailable);
    const body = JSON.stringify({ isAvailable });
    await tally.count("move", dueMs, call("/trpc/tracker.setAvailability", { token, body }));
  };

  return async (tally, dueMs) => {
    const chance = Math.random();
    const kind = SHARES.find(([below]) => chance < below)?.[1];
    if (kind === "move") return await goOnOrOff(tally, dueMs);
    const [quote] = quotes;
    if (kind === "order" && quote !== undefined) return await orderAndCancel(tally, dueMs, ...quote);
    await askPrice(tally, dueMs);
  };
}

function oneOf(tokens: readonly string[]): string {
  return tokens[Math.floor(Math.random() * tokens.length)] ?? "";
}
