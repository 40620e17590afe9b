import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";

/**
 * The live keys of one city. All carry the city as `{hash tag}`, so they share a Redis Cluster slot and one script may
 * touch them together. A live driver is a member of exactly one of the GEO sets, near where the driver is (`live-place.ts`).
 */
export interface TrackerKeys {
  /** GEO, per vehicle type: drivers who can be matched now. */
  readonly available: Readonly<Record<VehicleType, string>>;
  /** GEO: drivers on the map who cannot be matched (on a trip, offline, not heard of for a while). */
  readonly unavailable: string;
  /** HASH: driver → newest applied ping (time, motion), state and place; see `live-record.ts`, `driver-state-code.ts`, `live-place.ts`. */
  readonly live: string;
  /** HASH that orders writers of states: `epoch`, anew after a wipe, and `floor`, the newest ticket of a removed driver. */
  readonly stateOrder: string;
  /** Secret behind riders' anonymous car keys; expires, so the keys rotate. */
  readonly keySecret: string;
  /** Begins the keys of what operators see of demand and supply, kept for some seconds. */
  readonly demand: string;
  /** Pub/sub channel of position batches. */
  readonly feed: string;
}

/** The Redis keys of a city's tracker. */
export function trackerKeys(cityId: string): TrackerKeys {
  const base = `atlas:{${cityId}}`;
  return {
    available: { "go-ride": `${base}:available:go-ride`, "go-car": `${base}:available:go-car` },
    unavailable: `${base}:unavailable`,
    live: `${base}:live`,
    stateOrder: `${base}:state-order`,
    keySecret: `${base}:disguise`,
    demand: `${base}:demand`,
    feed: `${base}:feed`,
  };
}

/** The keys in the order in which the scripts expect them: available per vehicle type, unavailable, live. */
export function scriptKeys(keys: TrackerKeys): string[] {
  return [...VEHICLE_TYPES.map((vehicleType) => keys.available[vehicleType]), keys.unavailable, keys.live];
}
