import { DomainError } from "@atlas/core/errors";
import { computeFare, type Fare } from "@atlas/core/fare";
import { haversineM, isValidLatLng, type LatLng } from "@atlas/core/geo";
import type { Route } from "@atlas/core/routing";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import { isInServiceArea } from "@atlas/core/service-area";
import type { VehicleType } from "@atlas/core/vehicle";
import { surgeOf, toFareTariff } from "../cities/fare-tariff.ts";
import { type City, type CityTariff, findCity, findTariffs } from "../cities/find-city.ts";
import { namePlace } from "../cities/name-place.ts";
import type { NamedPlace, PlaceInput } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";
import type { PriceView } from "./views/quote-view.ts";

/** Nearer than this is the same kerb. */
const MIN_TRIP_M = 50;
const MAX_TRIP_M = 150_000;

export interface Journey {
  readonly pickup: PlaceInput;
  readonly dropoff: PlaceInput;
  /** Every vehicle type of the city when left out. */
  readonly vehicleType?: VehicleType | undefined;
}

/** What a journey costs by one kind of vehicle. */
export interface Priced {
  readonly tariff: CityTariff;
  readonly route: Route;
  readonly fare: Fare;
}

export interface PricedJourney {
  readonly city: City;
  readonly settings: CitySettings;
  readonly pickup: NamedPlace;
  readonly dropoff: NamedPlace;
  readonly prices: readonly Priced[];
}

/** The refusals of `priceJourney`. */
export const JOURNEY_REFUSALS = ["OUTSIDE_SERVICE_AREA", "TRIP_TOO_SHORT", "TRIP_TOO_LONG", "ROUTE_NOT_FOUND"] as const;

/**
 * Prices a journey within a city by road, by the tariffs in force now.
 * @throws DomainError INVALID_COORDINATES, CITY_NOT_FOUND, and `JOURNEY_REFUSALS`
 */
export async function priceJourney(ctx: ServiceContext, cityId: string, journey: Journey): Promise<PricedJourney> {
  const [city, settings] = await Promise.all([findCity(ctx.db, cityId), ctx.settings.get(cityId)]);
  refuseOutside(city, [journey.pickup, journey.dropoff]);
  const tariffs = (await findTariffs(ctx.db, city.id, ctx.clock())).filter(
    (tariff) => journey.vehicleType === undefined || tariff.vehicleType === journey.vehicleType,
  );
  refuseSamePlace(journey);
  const [prices, pickup, dropoff] = await Promise.all([
    Promise.all(
      tariffs.map(async (tariff): Promise<Priced> => {
        const route = await routeOf(ctx, city, journey, tariff.vehicleType);
        const fareTariff = toFareTariff(city, tariff, settings);
        return { tariff, route, fare: computeFare(fareTariff, { ...route, surge: surgeOf(tariff.surgeBps) }) };
      }),
    ),
    namePlace(ctx.geocoder(city.id), journey.pickup),
    namePlace(ctx.geocoder(city.id), journey.dropoff),
  ]);
  return { city, settings, pickup, dropoff, prices };
}

function refuseOutside(city: City, points: readonly LatLng[]): void {
  for (const point of points) {
    if (!isValidLatLng(point)) throw new DomainError("INVALID_COORDINATES", "The position is not on Earth.");
    if (!isInServiceArea(city.serviceArea, point)) {
      throw new DomainError("OUTSIDE_SERVICE_AREA", `Atlas does not serve this place; it serves ${city.name}.`);
    }
  }
}

function refuseSamePlace({ pickup, dropoff }: Journey): void {
  if (haversineM(pickup, dropoff) < MIN_TRIP_M) {
    throw new DomainError("TRIP_TOO_SHORT", "Pickup and dropoff are the same place.");
  }
}

/** The route of this kind of vehicle: motorbikes keep off toll roads, and are priced for that. */
async function routeOf(
  ctx: ServiceContext,
  city: City,
  { pickup, dropoff }: Journey,
  vehicleType: VehicleType,
): Promise<Route> {
  const route = await ctx.routing(city.id).route(pickup, dropoff, { departAt: ctx.clock(), vehicleType });
  if (route.distanceM > MAX_TRIP_M) throw new DomainError("TRIP_TOO_LONG", "This trip is too long for a city ride.");
  return route;
}

/** A price as clients see it. */
export function toPriceView(
  { city, pickup, dropoff }: PricedJourney,
  { tariff, route, fare }: Priced,
  pickupEtaS: number | null,
): PriceView {
  const { isEstimate } = route;
  const [distanceM, durationS] = [Math.round(route.distanceM), Math.round(route.durationS)];
  return {
    cityId: city.id,
    vehicleType: tariff.vehicleType,
    pickup,
    dropoff,
    distanceM,
    durationS,
    isEstimate,
    fareMinor: fare.fareMinor.toString(),
    currency: city.currency,
    surge: fare.surge,
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
