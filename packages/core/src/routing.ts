import type { LatLng, LngLat } from "./geo.ts";
import type { VehicleType } from "./vehicle.ts";

export const TURN_KINDS = [
  "depart",
  "continue",
  "slight-left",
  "left",
  "sharp-left",
  "slight-right",
  "right",
  "sharp-right",
  "u-turn",
  "roundabout",
  "arrive",
] as const;
export type TurnKind = (typeof TURN_KINDS)[number];

/** One instruction: at `at` do `kind`, then follow `street` (null when it has no name) for `distanceM`. */
export interface Turn {
  readonly kind: TurnKind;
  readonly street: string | null;
  readonly distanceM: number;
  readonly durationS: number;
  readonly at: LatLng;
}

/** A route by road; `isEstimate` when it is not from a road network. Geometry runs from pickup to dropoff, ≥ 2 points. */
export interface Route {
  readonly distanceM: number;
  readonly durationS: number;
  readonly geometry: readonly LngLat[];
  readonly turns: readonly Turn[];
  readonly isEstimate: boolean;
}

export interface Eta {
  readonly distanceM: number;
  readonly durationS: number;
  readonly isEstimate: boolean;
}

/** How far `etasTo` and `matrix` look by default. */
export const DEFAULT_MAX_DURATION_S = 1_800;

export interface RouteOptions {
  /** When the trip starts, for the hour's traffic; now when left out. */
  readonly departAt?: Date | undefined;
  /** What drives: motorbikes (go-ride) keep off toll roads. A car when left out. */
  readonly vehicleType?: VehicleType | undefined;
}

export interface PathOptions extends RouteOptions {
  /** The quickest route when left out; `distance` is the shortest that is legal, as far as the provider can tell. */
  readonly by?: "time" | "distance" | undefined;
}

export interface EtaOptions extends RouteOptions {
  /** Farther than this counts as unreachable (null); `DEFAULT_MAX_DURATION_S` when left out. */
  readonly maxDurationS?: number | undefined;
}

/**
 * Routes and times by road. Every adapter passes one contract suite. Distances are metres, durations seconds.
 * A refusal is a DomainError: `ROUTE_NOT_FOUND` when no route exists, `DEPENDENCY_UNAVAILABLE` when a server is down.
 */
export interface RoutingProvider {
  readonly name: string;
  /** Whether every result is an estimate (no road network behind it). */
  readonly isEstimate: boolean;
  route(from: LatLng, to: LatLng, options?: PathOptions): Promise<Route>;
  /** How long each of `origins` needs to `destination`, in their order; null for one that cannot reach it in time. */
  etasTo(destination: LatLng, origins: readonly LatLng[], options?: EtaOptions): Promise<readonly (Eta | null)[]>;
  /** A row for each origin, a column for each destination; null where there is no route within the limit. */
  matrix(
    origins: readonly LatLng[],
    destinations: readonly LatLng[],
    options?: EtaOptions,
  ): Promise<readonly (readonly (Eta | null)[])[]>;
}
