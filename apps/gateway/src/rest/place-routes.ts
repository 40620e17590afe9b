import { type FoundPlace, FOUND_KINDS } from "@atlas/services/cities/found-place";
import { popularPlaces } from "@atlas/services/cities/popular-places";
import { reversePlace } from "@atlas/services/cities/reverse-place";
import { searchPlaces } from "@atlas/services/cities/search-places";
import { estimateFares } from "@atlas/services/orders/estimate-fares";
import { nearbyCars } from "@atlas/services/tracker/nearby-cars";
import { z } from "@hono/zod-openapi";
import { latField, longField, moneyField, toMoney, vehicleTypeField } from "./rest-fields.ts";
import { originalRoute, route } from "./rest-route.ts";

const foundPlace = z.object({
  label: z.string(),
  kind: z.enum(FOUND_KINDS),
  detail: z.string().nullable(),
  lat: latField,
  lng: longField,
  distance_m: z.int().nullable(),
  is_served: z.boolean(),
  matched: z.string().nullable(),
});

const searchRoute = originalRoute({
  method: "get",
  path: "/places",
  tag: "Search",
  summary: "Find places by name, coordinates, plus code or the link of a map",
  description:
    "Nearer to `near_lat` and `near_lng` come first among equals, and `distance_m` is from there. `is_served` is false outside the service " +
    "area. Where nothing fits all of the text, `matched` is the beginning that these places fit. Links are read and not followed. " +
    "Without a sign-in, in the first city.",
  returns: "The places, the best first; none when nothing fits.",
  useCase: searchPlaces,
  request: z.object({
    query: searchPlaces.input.shape.query,
    near_lat: latField.optional(),
    near_lng: longField.optional(),
    limit: searchPlaces.input.shape.limit,
  }),
  isLenient: false,
  response: z.object({ places: z.array(foundPlace) }),
  async run(ctx, actor, { query, near_lat: lat, near_lng: lng, limit }) {
    const near = lat === undefined || lng === undefined ? undefined : { lat, lng };
    const places = await searchPlaces(ctx, actor, { query, near, limit });
    return { places: places.map(toWire) };
  },
});

const popularRoute = originalRoute({
  method: "get",
  path: "/places/popular",
  tag: "Search",
  summary: "The best-known places of the city",
  description: "From the map, not from where people ride. Without a sign-in, of the first city.",
  returns: "Places that rides go to, the best known first.",
  useCase: popularPlaces,
  request: z.object({
    near_lat: latField.optional(),
    near_lng: longField.optional(),
    limit: popularPlaces.input.shape.limit,
  }),
  isLenient: false,
  response: z.object({ places: z.array(foundPlace) }),
  async run(ctx, actor, { near_lat: lat, near_lng: lng, limit }) {
    const near = lat === undefined || lng === undefined ? undefined : { lat, lng };
    return { places: (await popularPlaces(ctx, actor, { near, limit })).map(toWire) };
  },
});

function toWire({ distanceM, isServed, ...place }: FoundPlace): z.input<typeof foundPlace> {
  return { ...place, distance_m: distanceM, is_served: isServed };
}

const nearestRoute = route({
  method: "get",
  path: "/places/nearest",
  tag: "Search",
  summary: "The name that people know a point by",
  description: "Far from everything named, its coordinates. Without a sign-in, in the first city.",
  returns: "The point with its name.",
  useCase: reversePlace,
  response: z.object({ label: z.string(), detail: z.string().nullable(), lat: latField, lng: longField }),
});

const carsRoute = route({
  method: "get",
  path: "/cars",
  tag: "Tracker",
  summary: "A few available cars near a point, nearest first",
  description: "Keys change every ten minutes, and places are within some 50 m. Without a sign-in, in the first city.",
  returns: "At most eight cars.",
  useCase: nearbyCars,
  response: z.object({
    cars: z.array(
      z.object({
        key: z.string(),
        lat: latField,
        lng: longField,
        heading_deg: z.number().nullable(),
        vehicle_type: vehicleTypeField,
        distance_m: z.number(),
      }),
    ),
  }),
});

const faresRoute = originalRoute({
  method: "get",
  path: "/fares",
  tag: "Orders",
  summary: "What a trip costs now",
  description:
    "Needs no sign-in, binds nobody and leaves nothing behind: `POST /customer/order` fixes a price. `pickup_eta_s` is in whole minutes, " +
    "null when no driver is near.",
  returns: "A price for each kind of vehicle.",
  useCase: estimateFares,
  request: z.object({
    pickup_lat: latField,
    pickup_long: longField,
    dropoff_lat: latField,
    dropoff_long: longField,
    vehicle_type: vehicleTypeField.optional(),
  }),
  isLenient: false,
  response: z.object({
    fares: z.array(
      z.object({
        vehicle_type: vehicleTypeField,
        price: moneyField,
        currency: z.string(),
        surge: z.number(),
        distance_m: z.int(),
        duration_s: z.int(),
        is_estimate: z.boolean(),
        pickup_eta_s: z.int().nullable(),
      }),
    ),
  }),
  async run(ctx, actor, asked) {
    const fares = await estimateFares(ctx, actor, {
      pickup: { lat: asked.pickup_lat, lng: asked.pickup_long },
      dropoff: { lat: asked.dropoff_lat, lng: asked.dropoff_long },
      vehicleType: asked.vehicle_type,
    });
    return {
      fares: fares.map((fare) => ({
        vehicle_type: fare.vehicleType,
        price: toMoney(fare.fareMinor),
        currency: fare.currency,
        surge: fare.surge,
        distance_m: fare.distanceM,
        duration_s: fare.durationS,
        is_estimate: fare.isEstimate,
        pickup_eta_s: fare.pickupEtaS,
      })),
    };
  },
});

/** What anyone may look up before an account: places, cars and prices. */
export const placeRoutes = [searchRoute, popularRoute, nearestRoute, carsRoute, faresRoute];
