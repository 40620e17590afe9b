import type { JobPayload } from "@atlas/queue/catalog";
import { cities } from "@atlas/db/schema/cities";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { consumeOnce } from "../../messaging/consume-once.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { expireOrder } from "../../orders/expire-order.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { enqueueDispatch } from "../../orders/record/enqueue-dispatch.ts";
import { collectForMs, untilNextRoundMs } from "@atlas/core/matching/round-window";
import { type Round, type RoundOutcome, runRound } from "./run-round.ts";
import { countUnserved, type Neighbourhood, unofferedAround } from "./searching-orders.ts";
import { tryLock } from "../../locks/try-lock.ts";

/** What a matching round did for an order. */
export type MatchOutcome = "offered" | "matched" | "waiting" | "expired" | "nothing-to-do";

const CONSUMER = "ride-dispatch";
/** Another round in the area is running and most likely serves this order, too. */
const LOOK_AGAIN_MS = 400;
/** Longer than any round. */
const LOCK_MS = 5_000;

/**
 * Looks for a driver for one order. Where cars are ample it is served at once and alone; where other orders around wait
 * for a car, the new one joins them in a round that weighs all against one another. A repeated delivery does nothing:
 * each round has its number.
 */
export async function matchOrder(
  ctx: ServiceContext,
  job: JobPayload<"ride-dispatch">,
  messageId: string = ctx.newId(),
): Promise<MatchOutcome> {
  const [found] = await ctx.db
    .select({ order: orders, city: cities })
    .from(orders)
    .innerJoin(cities, eq(cities.id, orders.cityId))
    .where(eq(orders.id, job.orderId));
  const order = found?.order;
  if (!order || order.status !== "CREATED" || order.requestedAt === null || order.dispatchRound !== job.round) {
    await consumeOnce(ctx.db, CONSUMER, messageId);
    return "nothing-to-do";
  }
  const now = ctx.clock();
  if (order.expiresAt <= now) {
    await expireOrder(ctx, { orderId: order.id });
    await consumeOnce(ctx.db, CONSUMER, messageId);
    return "expired";
  }
  const { city } = found;
  const around = { order, radiusM: Math.max(...city.searchRadiiM), now };
  const unserved = await countUnserved(ctx.db, around);
  if (unserved > 0 && job.isCollected !== true) {
    await putOff(ctx, order, untilNextRoundMs(now, collectForMs(unserved)), messageId);
    return "waiting";
  }
  const receipt = { orderId: order.id, consumer: CONSUMER, messageId };
  const outcomes =
    unserved === 0
      ? await runRound(ctx, city, { together: [order], receipt })
      : await runTogether(ctx, city, { around, receipt });
  if (outcomes === null) {
    await putOff(ctx, order, LOOK_AGAIN_MS, messageId);
    return "waiting";
  }
  const outcome = outcomes.get(order.id) ?? "nothing-to-do";
  // Whatever the round did has the receipt in its transaction.
  if (outcome === "nothing-to-do") await consumeOnce(ctx.db, CONSUMER, messageId);
  return outcome;
}

/** The order with those that wait around it; null while a round of its city and vehicle type is running. */
async function runTogether(
  ctx: ServiceContext,
  city: typeof cities.$inferSelect,
  { around, receipt }: { readonly around: Neighbourhood; readonly receipt: Round["receipt"] },
): Promise<ReadonlyMap<string, RoundOutcome> | null> {
  const { cityId, vehicleType } = around.order;
  await using lock = await tryLock(ctx, { key: `atlas:{${cityId}}:round:${vehicleType}`, forMs: LOCK_MS });
  if (lock === null) return null;
  return await runRound(ctx, city, {
    together: [around.order, ...(await unofferedAround(ctx.db, around))],
    receipt,
  });
}

/** Asks for the same round later, once per message. */
async function putOff(ctx: ServiceContext, order: OrderRow, delayMs: number, messageId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    if (!(await consumeOnce(tx, CONSUMER, messageId))) return;
    await enqueueDispatch(tx, order, { delayMs, isCollected: true });
  });
}
