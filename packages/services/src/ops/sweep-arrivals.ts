import { SYSTEM } from "@atlas/core/actor";
import { arrivalOf, hasLostArrival, isLostForGood } from "@atlas/core/evidence/arrival";
import type { KnownPosition } from "@atlas/core/evidence/evidence";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { lockOrder, type OrderRow } from "../orders/record/find-order.ts";
import { lastSeenOf } from "../orders/record/last-seen.ts";
import { loseArrival } from "../orders/record/lose-arrival.ts";
import { redispatchOrder } from "../orders/record/redispatch-order.ts";
import { pickupOf } from "../orders/record/journey-ends.ts";

export interface SweptArrivals {
  readonly lost: number;
  /** Gone back to the search. */
  readonly redispatched: number;
}

/**
 * Watches the cars that wait at a pickup: an arrival is lost when the car leaves or falls silent, and after the city's limit
 * the rider gets another driver. Arrivals of the time before evidence was kept stand. Rejects while Redis is away: then nobody
 * knows who has left.
 */
export async function sweepArrivals(ctx: ServiceContext): Promise<SweptArrivals> {
  const arrived = await ctx.db
    .select()
    .from(orders)
    .where(and(eq(orders.status, "ARRIVED"), isNull(orders.queuedBehind), isNotNull(orders.arrivalProof)));
  const swept = { lost: 0, redispatched: 0 };
  for (const [cityId, waiting] of Map.groupBy(arrived, (order) => order.cityId)) {
    const settings = await ctx.settings.get(cityId);
    const driverIds = waiting.flatMap(({ driverId }) => driverId ?? []);
    const positions = await lastSeenOf(ctx, { cityId, driverIds });
    for (const order of waiting) {
      const outcome = await watchArrival(ctx, order, {
        settings,
        position: positions.get(order.driverId ?? "") ?? null,
      });
      if (outcome !== null) swept[outcome] += 1;
    }
  }
  return swept;
}

interface Watched {
  readonly settings: CitySettings;
  readonly position: KnownPosition | null;
}

async function watchArrival(
  ctx: ServiceContext,
  order: OrderRow,
  { settings, position }: Watched,
): Promise<keyof SweptArrivals | null> {
  const nowMs = ctx.clock().getTime();
  const arrival = arrivalOf(order);
  if (arrival === null) return null;
  if (isLostForGood(arrival, nowMs, settings)) return (await giveBack(ctx, order)) ? "redispatched" : null;
  const lost = hasLostArrival({ arrival, pickup: pickupOf(order), position, nowMs }, settings);
  if (lost === null || arrival.lost !== null) return null;
  const isLost = await inTransaction(ctx, async (tx) => await loseArrival(tx, await lockOrder(tx, order.id), lost));
  if (isLost) ctx.log.info({ orderId: order.id, driverId: order.driverId, reason: lost.reason }, "order.arrival_lost");
  return isLost ? "lost" : null;
}

/** To the search, unless the driver has come back in the meantime. */
async function giveBack(ctx: ServiceContext, { id, driverId, arrivalLostAt }: OrderRow): Promise<boolean> {
  const isGiven = await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, id);
    const isAsSeen = order.driverId === driverId && order.arrivalLostAt?.getTime() === arrivalLostAt?.getTime();
    if (order.status !== "ARRIVED" || !isAsSeen) return false;
    const reason = order.arrivalLostReason === "left" ? "the driver left the pickup" : "nothing heard of the driver";
    await redispatchOrder(tx, ctx, order, { kind: "unassign", actor: SYSTEM, reason });
    return true;
  });
  if (isGiven) ctx.log.warn({ orderId: id, driverId }, "order.driver_lost");
  return isGiven;
}
