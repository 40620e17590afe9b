import { haversineM, type LatLng, toLngLat } from "@atlas/core/geo";
import { DEFAULT_MAX_DURATION_S, type Eta, type Route, type RoutingProvider } from "@atlas/core/routing";
import { checkPlaces } from "./check-places.ts";

/** Roads are longer than the crow flies: haversine is a median 0.65 of the road distance in Jakarta. */
const DETOUR = 1.5;
/** Door-to-door pace of city traffic, 20 km/h. */
const SPEED_MPS = 20 / 3.6;

/** The fall-back without a road network: straight lines, haversine × 1.5, every result marked as an estimate. */
export function createHaversineRouting(): RoutingProvider {
  return {
    name: "haversine",
    isEstimate: true,
    route: async (from, to) => estimateRoute(from, to),
    etasTo: async (destination, origins, options) =>
      origins.map((origin) => estimateWithin(origin, destination, options?.maxDurationS)),
    matrix: async (origins, destinations, options) =>
      origins.map((origin) => destinations.map((to) => estimateWithin(origin, to, options?.maxDurationS))),
  };
}

function estimate(from: LatLng, to: LatLng): Eta {
  checkPlaces(from, to);
  const distanceM = haversineM(from, to) * DETOUR;
  return { distanceM, durationS: distanceM / SPEED_MPS, isEstimate: true };
}

function estimateWithin(from: LatLng, to: LatLng, maxDurationS = DEFAULT_MAX_DURATION_S): Eta | null {
  const eta = estimate(from, to);
  return eta.durationS <= maxDurationS ? eta : null;
}

function estimateRoute(from: LatLng, to: LatLng): Route {
  const { distanceM, durationS } = estimate(from, to);
  return {
    distanceM,
    durationS,
    geometry: [toLngLat(from), toLngLat(to)],
    turns: [
      { kind: "depart", street: null, distanceM, durationS, at: from },
      { kind: "arrive", street: null, distanceM: 0, durationS: 0, at: to },
    ],
    isEstimate: true,
  };
}
