import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "@atlas/services/context";
import { currentOffers } from "@atlas/services/dispatch/offers/current-offer";
import type { OfferView } from "@atlas/services/dispatch/offers/offer-view";
import { findActiveOrders } from "@atlas/services/orders/views/get-active-order";
import { type OrderView, toOrderView } from "@atlas/services/orders/views/order-view";
import { CombinedReads, type ReadOptions } from "./combined-reads.ts";

/** The views that every driver and rider online watches, read for many of them at once. One for a process. */
export interface LiveViews {
  /** The offer that the driver may accept or decline now, or null. */
  readonly currentOffer: (actor: Actor, options: ReadOptions) => Promise<OfferView | null>;
  /** The order that occupies the actor, or null. */
  readonly activeOrder: (actor: Actor, options: ReadOptions) => Promise<OrderView | null>;
}

export function createLiveViews(ctx: Pick<ServiceContext, "db" | "clock">): LiveViews {
  const offers = new CombinedReads(async (driverIds: readonly string[]) => {
    const found = await currentOffers(ctx, driverIds);
    return (driverId) => found.get(driverId) ?? null;
  });
  const orders = new CombinedReads(async (userIds: readonly string[]) => {
    const found = await findActiveOrders(ctx, userIds);
    return (userId) => found.get(userId) ?? null;
  });
  return {
    currentOffer: async ({ userId }, options) => await offers.read(userId, options),
    async activeOrder(actor, options) {
      const record = await orders.read(actor.userId, options);
      return record && toOrderView(record, actor);
    },
  };
}
