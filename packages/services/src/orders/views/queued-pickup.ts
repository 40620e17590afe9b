import { idSchema } from "@atlas/core/fields";
import type { LatLng } from "@atlas/core/geo";
import { forwardEtaS } from "@atlas/core/matching/forward-eta";
import { offers, orders } from "@atlas/db/schema/orders";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { readPositions } from "../../tracker/live-map/read-positions.ts";
import { LEAVES_MATCHING_AFTER_MS } from "../../tracker/live-map/staleness.ts";
import { findOrder, type OrderRow, refuseStrangers } from "../record/find-order.ts";
import { dropoffOf, pickupOf } from "../record/journey-ends.ts";

/** When a driver who still carries another rider will be at the pickup. The driver's position is not shown. */
export interface QueuedPickupView {
  readonly orderId: string;
  /** The rest of the running trip, handing over, and the route from its end. */
  readonly pickupEtaS: number;
  /** Measured on the driver's position now; else what was promised at the match. */
  readonly isLive: boolean;
}

/**
 * The pickup of an order that waits behind its driver's running trip, worked out anew: a trip that takes longer says so.
 * Null for an order that does not wait (any more).
 */
export const queuedPickup = useCase({
  kind: "query",
  permission: "orders.read",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<QueuedPickupView | null> {
    const { order } = await findOrder(ctx.db, input.orderId);
    refuseStrangers(actor, order);
    if (order.queuedBehind === null || order.driverId === null) return null;
    const measuredS = await measuredEtaS(ctx, order, { driverId: order.driverId, aheadId: order.queuedBehind });
    const pickupEtaS = measuredS ?? (await promisedEtaS(ctx, order, order.driverId));
    return { orderId: order.id, pickupEtaS: Math.round(pickupEtaS), isLive: measuredS !== null };
  },
});

/** Null when the driver has not been heard of lately, or no road leads on. */
async function measuredEtaS(
  ctx: ServiceContext,
  order: OrderRow,
  { driverId, aheadId }: { readonly driverId: string; readonly aheadId: string },
): Promise<number | null> {
  const [[running], [position]] = await Promise.all([
    ctx.db
      .select({ dropoffLat: orders.dropoffLat, dropoffLng: orders.dropoffLng })
      .from(orders)
      .where(eq(orders.id, aheadId)),
    readPositions(ctx, { cityId: order.cityId, driverIds: [driverId] }),
  ]);
  if (!running || !position || ctx.clock().getTime() - position.seenAtMs > LEAVES_MATCHING_AFTER_MS) return null;
  const dropoff = dropoffOf(running);
  const [remainingS, onwardS] = await Promise.all([
    roadS(ctx, order, position, dropoff),
    roadS(ctx, order, dropoff, pickupOf(order)),
  ]);
  return remainingS === null || onwardS === null ? null : forwardEtaS({ remainingS, onwardS });
}

async function roadS(ctx: ServiceContext, order: OrderRow, from: LatLng, to: LatLng): Promise<number | null> {
  const options = { departAt: ctx.clock(), vehicleType: order.vehicleType };
  const [eta] = await ctx.routing(order.cityId).etasTo(to, [from], options);
  return eta?.durationS ?? null;
}

async function promisedEtaS(ctx: ServiceContext, order: OrderRow, driverId: string): Promise<number> {
  const [offer] = await ctx.db
    .select({ etaS: offers.pickupEtaS })
    .from(offers)
    .where(and(eq(offers.orderId, order.id), eq(offers.driverId, driverId), eq(offers.status, "ACCEPTED")))
    .orderBy(desc(offers.offeredAt))
    .limit(1);
  const sinceMatchS = (ctx.clock().getTime() - (order.matchedAt ?? order.createdAt).getTime()) / 1_000;
  return Math.max(0, (offer?.etaS ?? 0) - sinceMatchS);
}
