import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";

/**
 * The live keys of one city. All carry the city as `{hash tag}`, so they share a Redis Cluster slot and one script may
 * touch them together. A live driver is a member of exactly one of the GEO sets.
 */
export interface TrackerKeys {
  /** GEO, per vehicle type: drivers who can be matched now. */
  readonly available: Readonly<Record<VehicleType, string>>;
  /** GEO: drivers on the map who cannot be matched (on a trip, offline, not heard of for a while). */
  readonly unavailable: string;
  /** ZSET: driver → when the newest applied ping was measured, epoch ms. */
  readonly seen: string;
  /** HASH: driver → availability, vehicle type, auto-accept and order; see `driver-state.ts`. */
  readonly state: string;
  /** HASH: driver → heading, speed and accuracy of the newest ping; see `motion.ts`. */
  readonly motion: string;
  /** Counter that orders writers of `state`. */
  readonly stateTicket: string;
  /** Secret behind riders' anonymous car keys; expires, so the keys rotate. */
  readonly disguise: string;
  /** Pub/sub channel of position batches. */
  readonly feed: string;
}

/** The Redis keys of a city's tracker. */
export function trackerKeys(cityId: string): TrackerKeys {
  const base = `atlas:{${cityId}}`;
  return {
    available: { "go-ride": `${base}:available:go-ride`, "go-car": `${base}:available:go-car` },
    unavailable: `${base}:unavailable`,
    seen: `${base}:seen`,
    state: `${base}:state`,
    motion: `${base}:motion`,
    stateTicket: `${base}:state-ticket`,
    disguise: `${base}:disguise`,
    feed: `${base}:feed`,
  };
}

/** The GEO keys in the order in which the scripts expect them: available per vehicle type, then unavailable. */
export function geoKeys(keys: TrackerKeys): string[] {
  return [...VEHICLE_TYPES.map((vehicleType) => keys.available[vehicleType]), keys.unavailable];
}
