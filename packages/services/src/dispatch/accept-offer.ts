import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Transaction } from "@atlas/db/connect";
import { vehicles } from "@atlas/db/schema/drivers";
import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { announceOrder, type OrderNews } from "../orders/announce-order.ts";
import { findOrder, lockOrder, type OrderRow } from "../orders/find-order.ts";
import { type OrderView, toOrderView } from "../orders/order-view.ts";
import { canTakeOn, readEngagement } from "./driver-engagement.ts";
import { findOwnOffer, refuseClosedOffer } from "./find-offer.ts";
import { lockDriver } from "./lock-driver.ts";
import { matchDriver } from "./match-driver.ts";

/**
 * Exactly one driver wins an order. A driver on a trip wins it as the next one. Asking again after having won answers with
 * the order.
 * @throws DomainError OFFER_NOT_FOUND, FORBIDDEN, OFFER_EXPIRED, OFFER_TAKEN, OFFER_ANSWERED, DRIVER_HAS_ACTIVE_ORDER,
 *   VEHICLE_REQUIRED
 */
export async function acceptOffer(
  ctx: ServiceContext,
  actor: Actor,
  input: { readonly offerId: string },
): Promise<{ readonly order: OrderView }> {
  const { orderId } = await findOwnOffer(ctx.db, actor, input.offerId);
  const news = await ctx.db.transaction(async (tx): Promise<OrderNews | null> => {
    const order = await lockOrder(tx, orderId);
    // Under the order's lock nobody answers or withdraws meanwhile. Before the driver's: whoever ends the trip before this
    // one holds the driver and then wants the order that waits.
    const offer = await findOwnOffer(tx, actor, input.offerId);
    if (offer.status === "ACCEPTED" && order.driverId === actor.userId) return null;
    refuseClosedOffer(offer, ctx.clock());
    await lockDriver(tx, actor.userId);
    const engagement = await readEngagement(tx, actor.userId);
    if (!canTakeOn(engagement, offer.behindOrderId)) {
      throw new DomainError("DRIVER_HAS_ACTIVE_ORDER", "Finish your trip before you take another.");
    }
    const vehicleId = await activeVehicle(tx, actor.userId, order);
    const queuedBehind = engagement.current?.orderId ?? null;
    return await matchDriver(tx, ctx, order, { offerId: offer.id, driverId: actor.userId, vehicleId, queuedBehind });
  });
  if (news) {
    ctx.log.info({ orderId, driverId: actor.userId, offerId: input.offerId }, "order.matched");
    await announceOrder(ctx, news);
  }
  return { order: toOrderView(await findOrder(ctx.db, orderId), actor) };
}

async function activeVehicle(tx: Transaction, driverId: string, order: OrderRow): Promise<string> {
  const [vehicle] = await tx
    .select({ id: vehicles.id })
    .from(vehicles)
    .where(
      and(eq(vehicles.driverId, driverId), eq(vehicles.isActive, true), eq(vehicles.vehicleType, order.vehicleType)),
    );
  if (!vehicle) throw new DomainError("VEHICLE_REQUIRED", "This ride needs another kind of vehicle.");
  return vehicle.id;
}
