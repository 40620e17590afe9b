import { DomainError } from "@atlas/core/errors";
import { idSchema, placeSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { computeFare, type Fare } from "@atlas/core/fare";
import { fromLngLat, haversineM, isValidLatLng, type LatLng } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";
import type { Route } from "@atlas/core/routing";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import { isInServiceArea } from "@atlas/core/service-area";
import type { VehicleType } from "@atlas/core/vehicle";
import { quotes } from "@atlas/db/schema/orders";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { surgeOf, toFareTariff } from "../cities/fare-tariff.ts";
import { type City, type CityTariff, findCity, findTariffs } from "../cities/find-city.ts";
import { namePlace } from "../cities/name-place.ts";
import type { NamedPlace } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";
import { readRiderDebt } from "../settlement/rider-debt.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import { nearestPickupEtaS } from "./nearest-pickup-eta.ts";
import { findRider } from "./find-rider.ts";
import type { OwedView, QuoteView } from "./views/quote-view.ts";

const input = z.object({
  pickup: placeSchema,
  dropoff: placeSchema,
  /** Every vehicle type of the city when left out. */
  vehicleType: vehicleTypeSchema.optional(),
  /** For whom, when an admin or a service asks; the actor when left out. */
  riderId: idSchema.optional(),
});
type QuoteRideInput = z.output<typeof input>;

const QUOTE_TTL_MS = 5 * 60_000;
/** Nearer than this is the same kerb. */
const MIN_TRIP_M = 50;
const MAX_TRIP_M = 150_000;

type QuoteRow = typeof quotes.$inferInsert;

/** Prices a trip by road and binds the price for five minutes; one quote per vehicle type. */
export const quoteRide = useCase({
  kind: "command",
  permission: "orders.book",
  within: { riderId: "rider" },
  idempotency: "repeatable",
  isAudited: false,
  input,
  refusals: [
    "OUTSIDE_SERVICE_AREA",
    "TRIP_TOO_SHORT",
    "TRIP_TOO_LONG",
    "ROUTE_NOT_FOUND",
    "RIDER_NOT_FOUND",
    "ACCOUNT_BLOCKED",
    "ACCOUNT_SUSPENDED",
  ],
  async run(ctx: ServiceContext, actor, request): Promise<QuoteView[]> {
    const rider = await findRider(ctx.db, actor, request.riderId ?? actor.userId);
    await refuseRestricted(ctx.db, rider.id);
    const now = ctx.clock();
    const [city, settings] = await Promise.all([findCity(ctx.db, rider.cityId), ctx.settings.get(rider.cityId)]);
    refuseOutside(city, [request.pickup, request.dropoff]);
    const tariffs = (await findTariffs(ctx.db, city.id, now)).filter(
      (tariff) => request.vehicleType === undefined || tariff.vehicleType === request.vehicleType,
    );
    refuseSamePlace(request);
    const [routes, pickup, dropoff] = await Promise.all([
      Promise.all(tariffs.map(async (tariff) => routeOf(ctx, city, request, tariff.vehicleType))),
      namePlace(ctx.geocoder(city.id), request.pickup),
      namePlace(ctx.geocoder(city.id), request.dropoff),
    ]);
    const offered = routes.flatMap((route, index) => {
      const tariff = tariffs[index];
      if (!tariff) return [];
      const fareTariff = toFareTariff(city, tariff, settings);
      const fare = computeFare(fareTariff, { ...route, surge: surgeOf(tariff.surgeBps) });
      const row = toRow({ city, settings, tariff, route, pickup, dropoff }, fare, {
        id: ctx.newId(),
        riderId: rider.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + QUOTE_TTL_MS),
      });
      return [{ row, fare, route }];
    });
    if (offered.length > 0) await ctx.db.insert(quotes).values(offered.map(({ row }) => row));
    const [owed, ...etas] = await Promise.all([
      readOwed(ctx, { riderId: rider.id, cityId: city.id }),
      ...tariffs.map((tariff) => nearestPickupEtaS(ctx, city, tariff.vehicleType, pickup)),
    ]);
    return offered.map(({ row, fare, route }, index) => ({
      ...toQuoteView(row, fare, route, etas[index] ?? null),
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

function refuseOutside(city: City, points: readonly LatLng[]): void {
  for (const point of points) {
    if (!isValidLatLng(point)) throw new DomainError("INVALID_COORDINATES", "The position is not on Earth.");
    if (!isInServiceArea(city.serviceArea, point)) {
      throw new DomainError("OUTSIDE_SERVICE_AREA", `Atlas does not serve this place; it serves ${city.name}.`);
    }
  }
}

function refuseSamePlace({ pickup, dropoff }: QuoteRideInput): void {
  if (haversineM(pickup, dropoff) < MIN_TRIP_M) {
    throw new DomainError("TRIP_TOO_SHORT", "Pickup and dropoff are the same place.");
  }
}

/** The route of this kind of vehicle: motorbikes keep off toll roads, and are priced for that. */
async function routeOf(
  ctx: ServiceContext,
  city: City,
  { pickup, dropoff }: QuoteRideInput,
  vehicleType: VehicleType,
): Promise<Route> {
  const route = await ctx.routing(city.id).route(pickup, dropoff, { departAt: ctx.clock(), vehicleType });
  if (route.distanceM > MAX_TRIP_M) throw new DomainError("TRIP_TOO_LONG", "This trip is too long for a city ride.");
  return route;
}

interface Priced {
  readonly city: City;
  readonly settings: CitySettings;
  readonly tariff: CityTariff;
  readonly route: Route;
  readonly pickup: NamedPlace;
  readonly dropoff: NamedPlace;
}

function toRow(
  { city, settings, tariff, route, pickup, dropoff }: Priced,
  fare: Fare,
  bound: Pick<QuoteRow, "id" | "riderId" | "expiresAt"> & { createdAt: Date },
): QuoteRow {
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

function toQuoteView(row: QuoteRow, fare: Fare, route: Route, pickupEtaS: number | null): Omit<QuoteView, "owed"> {
  const { distanceM, durationS, isEstimate } = row;
  return {
    quoteId: row.id,
    cityId: row.cityId,
    vehicleType: row.vehicleType,
    pickup: { label: row.pickupLabel, lat: row.pickupLat, lng: row.pickupLng },
    dropoff: { label: row.dropoffLabel, lat: row.dropoffLat, lng: row.dropoffLng },
    distanceM,
    durationS,
    isEstimate,
    fareMinor: fare.fareMinor.toString(),
    currency: row.currency,
    surge: fare.surge,
    expiresAt: row.expiresAt.toISOString(),
    route: { distanceM, durationS, geometry: route.geometry, isEstimate },
    pickupEtaS,
    breakdown: {
      baseMinor: fare.baseMinor.toString(),
      distanceMinor: fare.distanceMinor.toString(),
      timeMinor: fare.timeMinor.toString(),
      minimumMinor: fare.minimumMinor.toString(),
    },
  };
}
