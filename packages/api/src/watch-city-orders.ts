import { cityIdSchema } from "@atlas/core/fields";
import { WakeUp } from "@atlas/services/batching/wake-up";
import { homeCityId } from "@atlas/services/cities/get-city";
import type { OrderSummary } from "@atlas/services/orders/views/order-summary";
import { summariseOrder } from "@atlas/services/orders/views/summarise-order";
import { listCityOrders } from "@atlas/services/ops/list-orders";
import { streamCase } from "@atlas/services/use-case";
import { z } from "zod";
import type { StreamContext } from "./procedures.ts";

const BACKSTOP_MS = 10_000;
const NEWEST = 50;

/**
 * The city's newest orders, then each order that changes, read anew. A burst of changes of one order yields its last
 * state once. Every ten seconds the newest are compared again, to cover a lost message.
 */
export const watchCityOrders = streamCase({
  kind: "query",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND", "ORDER_NOT_FOUND"],
  async *run(ctx: StreamContext, actor, input, signal): AsyncGenerator<OrderSummary, void, undefined> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    const changed = new Set<string>();
    const wakeUp = new WakeUp();
    const stopListening = ctx.changes.listen(`city-orders:${cityId}`, ({ orderId }) => {
      if (orderId !== null) changed.add(orderId);
      wakeUp.wake();
    });
    signal.addEventListener("abort", wakeUp.wake);
    const seen = new Map<string, number>();
    try {
      while (!signal.aborted) {
        const { items } = await listCityOrders(ctx, actor, { cityId, limit: NEWEST });
        for (const order of items.toReversed()) {
          if (isNews(seen, order)) yield order;
        }
        const compareAtMs = performance.now() + BACKSTOP_MS;
        while (!signal.aborted && performance.now() < compareAtMs) {
          const [orderId] = changed;
          if (orderId === undefined) {
            await wakeUp.sleep(compareAtMs - performance.now());
            continue;
          }
          changed.delete(orderId);
          const order = await summariseOrder(ctx, actor, { orderId });
          if (isNews(seen, order)) yield order;
        }
      }
    } finally {
      stopListening();
      signal.removeEventListener("abort", wakeUp.wake);
    }
  },
});

/** Remembers the last version sent of the newest few hundred orders. */
function isNews(seen: Map<string, number>, order: OrderSummary): boolean {
  const stamp = order.version * 2 + (order.settlement === "settled" ? 1 : 0);
  if (seen.get(order.orderId) === stamp) return false;
  seen.delete(order.orderId);
  seen.set(order.orderId, stamp);
  if (seen.size > NEWEST * 10) {
    const [oldest] = seen.keys();
    if (oldest !== undefined) seen.delete(oldest);
  }
  return true;
}
