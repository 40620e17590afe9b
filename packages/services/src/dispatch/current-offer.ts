import type { Actor } from "@atlas/core/actor";
import { splitFare } from "@atlas/core/fare";
import { cities } from "@atlas/db/schema/cities";
import { users } from "@atlas/db/schema/identity";
import { offers, orders } from "@atlas/db/schema/orders";
import { and, eq, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ServiceContext } from "../context.ts";
import { dropoffOf, pickupOf } from "../orders/order-view.ts";
import type { OfferView } from "./offer-view.ts";

const ahead = alias(orders, "ahead");

/** The offer that the driver may answer now, or null. */
export async function currentOffer(ctx: ServiceContext, actor: Actor): Promise<OfferView | null> {
  const [row] = await ctx.db
    .select({
      offer: offers,
      order: orders,
      riderName: users.name,
      isNextTrip: sql<boolean>`${ahead.id} IS NOT NULL`,
      commissionBps: cities.commissionBps,
      taxBps: cities.taxBps,
    })
    .from(offers)
    .innerJoin(orders, eq(orders.id, offers.orderId))
    .innerJoin(users, eq(users.id, orders.riderId))
    // Once that trip is over, the offer is one like any other.
    .leftJoin(ahead, and(eq(ahead.id, offers.behindOrderId), eq(ahead.status, "STARTED")))
    .innerJoin(cities, eq(cities.id, orders.cityId))
    .where(and(eq(offers.driverId, actor.userId), eq(offers.status, "PENDING"), gt(offers.expiresAt, ctx.clock())));
  if (!row) return null;
  const { offer, order } = row;
  const { fareMinor } = order;
  const { driverMinor } = splitFare(fareMinor, {
    commissionBasisPoints: row.commissionBps,
    taxBasisPoints: row.taxBps,
  });
  return {
    offerId: offer.id,
    orderId: order.id,
    status: offer.status,
    expiresAt: offer.expiresAt.toISOString(),
    offeredAt: offer.offeredAt.toISOString(),
    pickup: { label: order.pickupLabel, ...pickupOf(order) },
    dropoff: { label: order.dropoffLabel, ...dropoffOf(order) },
    pickupDistanceM: offer.pickupDistanceM,
    pickupEtaS: offer.pickupEtaS,
    isNextTrip: row.isNextTrip,
    distanceM: order.distanceM,
    durationS: order.durationS,
    fareMinor: fareMinor.toString(),
    driverEarningsMinor: driverMinor.toString(),
    currency: order.currency,
    paymentMethod: order.paymentMethod,
    vehicleType: order.vehicleType,
    riderName: row.riderName,
    riderRating: null,
  };
}
