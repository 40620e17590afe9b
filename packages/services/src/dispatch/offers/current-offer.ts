import { splitFare } from "@atlas/core/fare";
import { anyOf } from "@atlas/db/any-of";
import { cities } from "@atlas/db/schema/cities";
import { users } from "@atlas/db/schema/identity";
import { offers, orders } from "@atlas/db/schema/orders";
import { and, eq, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { dropoffOf, pickupOf } from "../../orders/record/journey-ends.ts";
import type { OfferView } from "./offer-view.ts";

const ahead = alias(orders, "ahead");

/** The offer that the driver may accept or decline now, or null. */
export const currentOffer = useCase({
  kind: "query",
  permission: "offers.answer",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, actor) {
    return (await currentOffers(ctx, [actor.userId])).get(actor.userId) ?? null;
  },
});

/** The offers that these drivers may accept or decline now, by driver. */
export async function currentOffers(
  ctx: Pick<ServiceContext, "db" | "clock">,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, OfferView>> {
  const rows = await ctx.db
    .select({
      offer: offers,
      order: orders,
      riderName: shownName(users.name),
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
    // In words and not as a parameter: the partial index is for exactly this.
    .where(
      and(anyOf(offers.driverId, driverIds), sql`${offers.status} = 'PENDING'`, gt(offers.expiresAt, ctx.clock())),
    );
  return new Map(rows.map((row) => [row.offer.driverId, toOfferView(row)]));
}

interface OfferRecord {
  readonly offer: typeof offers.$inferSelect;
  readonly order: typeof orders.$inferSelect;
  readonly riderName: string;
  readonly isNextTrip: boolean;
  readonly commissionBps: number;
  readonly taxBps: number;
}

function toOfferView({ offer, order, ...row }: OfferRecord): OfferView {
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
    note: order.note,
    riderName: row.riderName,
    riderRating: null,
  };
}
