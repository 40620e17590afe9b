import { idSchema, placeSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { fromLngLat } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";
import { quotes } from "@atlas/db/schema/orders";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { readRiderDebt } from "../settlement/rider-debt.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import { nearestPickupEtaS } from "./nearest-pickup-eta.ts";
import { findRider } from "./find-rider.ts";
import { JOURNEY_REFUSALS, priceJourney, type Priced, type PricedJourney, toPriceView } from "./price-journey.ts";
import type { OwedView, QuoteView } from "./views/quote-view.ts";

const input = z.object({
  pickup: placeSchema,
  dropoff: placeSchema,
  /** Every vehicle type of the city when left out. */
  vehicleType: vehicleTypeSchema.optional(),
  /** For whom, when an admin or a service asks; the actor when left out. */
  riderId: idSchema.optional(),
});

const QUOTE_TTL_MS = 5 * 60_000;

type QuoteRow = typeof quotes.$inferInsert;

/** Prices a trip by road and binds the price for five minutes; one quote per vehicle type. */
export const quoteRide = useCase({
  kind: "command",
  permission: "orders.book",
  within: { riderId: "rider" },
  idempotency: "repeatable",
  isAudited: false,
  input,
  refusals: [...JOURNEY_REFUSALS, "RIDER_NOT_FOUND", "ACCOUNT_BLOCKED", "ACCOUNT_SUSPENDED"],
  async run(ctx: ServiceContext, actor, request): Promise<QuoteView[]> {
    const rider = await findRider(ctx.db, actor, request.riderId ?? actor.userId);
    await refuseRestricted(ctx.db, rider.id);
    const now = ctx.clock();
    const journey = await priceJourney(ctx, rider.cityId, request);
    const { city, pickup, prices } = journey;
    const offered = prices.map((price) => {
      const row = toRow(journey, price, {
        id: ctx.newId(),
        riderId: rider.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + QUOTE_TTL_MS),
      });
      return { row, price };
    });
    if (offered.length > 0) await ctx.db.insert(quotes).values(offered.map(({ row }) => row));
    const [owed, ...etas] = await Promise.all([
      readOwed(ctx, { riderId: rider.id, cityId: city.id }),
      ...prices.map(({ tariff }) => nearestPickupEtaS(ctx, city, tariff.vehicleType, { pickup })),
    ]);
    return offered.map(({ row, price }, index) => ({
      quoteId: row.id,
      ...toPriceView(journey, price, etas[index] ?? null),
      expiresAt: row.expiresAt.toISOString(),
      owed,
    }));
  },
});

async function readOwed(
  ctx: ServiceContext,
  rider: { readonly riderId: string; readonly cityId: string },
): Promise<OwedView | null> {
  const debt = await readRiderDebt(ctx.db, rider);
  if (debt === null) return null;
  return { amountMinor: debt.amountMinor.toString(), orderId: debt.orderId, at: debt.at.toISOString() };
}

function toRow(
  { city, settings, pickup, dropoff }: PricedJourney,
  { tariff, route, fare }: Priced,
  bound: Pick<QuoteRow, "id" | "riderId" | "expiresAt"> & { createdAt: Date },
): QuoteRow & { readonly id: string } {
  return {
    ...bound,
    cityId: city.id,
    vehicleType: tariff.vehicleType,
    tariffVersion: tariff.version,
    pickupLat: pickup.lat,
    pickupLng: pickup.lng,
    pickupLabel: pickup.label,
    dropoffLat: dropoff.lat,
    dropoffLng: dropoff.lng,
    dropoffLabel: dropoff.label,
    distanceM: Math.round(route.distanceM),
    durationS: Math.round(route.durationS),
    isEstimate: route.isEstimate,
    routePolyline: encodePolyline(route.geometry.map(fromLngLat)),
    fareMinor: fare.fareMinor,
    currency: city.currency,
    surgeBps: tariff.surgeBps,
    freeWaitingS: settings.freeWaitingS,
    agreedCancelFeeMinor: settings.cancelFeeMinor,
  };
}
