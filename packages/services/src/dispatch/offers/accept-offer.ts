import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Transaction } from "@atlas/db/connect";
import { vehicles } from "@atlas/db/schema/drivers";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { findOrder, lockOrder } from "../../orders/record/find-order.ts";
import { type OrderView, toOrderView } from "../../orders/views/order-view.ts";
import { canTakeOn, readEngagement } from "../../people/driver-engagement.ts";
import { refuseRestricted } from "../../standing/restriction.ts";
import { findOwnOffer, refuseClosedOffer } from "./find-offer.ts";
import { lockDriver } from "../../people/lock-driver.ts";
import { matchDriver } from "./match-driver.ts";

/**
 * Exactly one driver wins an order. A driver on a trip wins it as the next one. Accepting again after having won returns
 * the order.
 */
export const acceptOffer = useCase({
  kind: "command",
  permission: "offers.answer",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ offerId: idSchema }),
  refusals: [
    "OFFER_NOT_FOUND",
    "OFFER_EXPIRED",
    "OFFER_TAKEN",
    "OFFER_ANSWERED",
    "DRIVER_HAS_ACTIVE_ORDER",
    "VEHICLE_REQUIRED",
    "ILLEGAL_TRANSITION",
    "ACCOUNT_BLOCKED",
    "ACCOUNT_SUSPENDED",
  ],
  async run(ctx: ServiceContext, actor, input): Promise<{ readonly order: OrderView }> {
    const { orderId } = await findOwnOffer(ctx.db, actor, input.offerId);
    const isMatched = await inTransaction(ctx, async (tx) => {
      // Under the order's lock nobody accepts or withdraws meanwhile. Before the driver's: a transaction that ends the trip before this
      // one holds the driver and then wants the order that waits.
      const [order, offer] = await Promise.all([lockOrder(tx, orderId), findOwnOffer(tx, actor, input.offerId)]);
      if (offer.status === "ACCEPTED" && order.driverId === actor.userId) return false;
      refuseClosedOffer(offer, ctx.clock());
      const [, engagement, vehicle] = await Promise.all([
        lockDriver(tx, actor.userId),
        readEngagement(tx, actor.userId),
        activeVehicle(tx, actor.userId),
        refuseRestricted(tx, actor.userId),
      ]);
      if (!canTakeOn(engagement, offer.behindOrderId)) {
        throw new DomainError("DRIVER_HAS_ACTIVE_ORDER", "Finish your trip before you take another.");
      }
      if (vehicle?.vehicleType !== order.vehicleType) {
        throw new DomainError("VEHICLE_REQUIRED", "This ride needs another kind of vehicle.");
      }
      const queuedBehind = engagement.current?.orderId ?? null;
      const match = { offerId: offer.id, driverId: actor.userId, vehicleId: vehicle.id, queuedBehind };
      await matchDriver(tx, ctx, order, match);
      return true;
    });
    if (isMatched) ctx.log.info({ orderId, driverId: actor.userId, offerId: input.offerId }, "order.matched");
    return { order: toOrderView(await findOrder(ctx.db, orderId), actor) };
  },
});

async function activeVehicle(
  tx: Transaction,
  driverId: string,
): Promise<{ readonly id: string; readonly vehicleType: VehicleType } | undefined> {
  const [vehicle] = await tx
    .select({ id: vehicles.id, vehicleType: vehicles.vehicleType })
    .from(vehicles)
    .where(and(eq(vehicles.driverId, driverId), eq(vehicles.isActive, true)));
  return vehicle;
}
