import { DomainError } from "@atlas/core/errors";
import { type LatLng, toLngLat } from "@atlas/core/geo";
import { decodePolyline } from "@atlas/core/polyline";
import { MAX_SNAP_M } from "@atlas/core/roads/snap";
import {
  DEFAULT_MAX_DURATION_S,
  type Eta,
  type EtaOptions,
  type Route,
  type RouteOptions,
  type PathOptions,
  type RoutingProvider,
  type Turn,
  type TurnKind,
} from "@atlas/core/routing";
import { z } from "zod";
import { checkPlaces } from "./check-places.ts";
import { fetchJson } from "./fetch-json.ts";
import { type MatrixRow, matrixInParts } from "./matrix-in-parts.ts";

export interface ValhallaOptions {
  /** `http://127.0.0.1:8002` */
  readonly url: string;
  readonly timeoutMs?: number;
}

const maneuverSchema = z.object({
  type: z.number(),
  street_names: z.array(z.string()).optional(),
  /** Kilometres. */
  length: z.number(),
  time: z.number(),
  begin_shape_index: z.number(),
});
const refusalSchema = z.object({ error_code: z.number(), error: z.string() });
const routeSchema = z.union([
  z.object({
    trip: z.object({
      summary: z.object({ length: z.number(), time: z.number() }),
      legs: z.array(z.object({ shape: z.string(), maneuvers: z.array(maneuverSchema) })),
    }),
  }),
  refusalSchema,
]);
const matrixSchema = z.union([
  z.object({
    sources_to_targets: z.array(
      z.array(
        z.object({
          time: z.number().nullable(),
          distance: z.number().nullable(),
          from_index: z.number(),
          to_index: z.number(),
        }),
      ),
    ),
  }),
  refusalSchema,
]);

/** Valhalla's manoeuvre types (https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/#maneuver-types). */
const TURNS: Readonly<Record<number, TurnKind>> = {
  1: "depart",
  2: "depart",
  3: "depart",
  4: "arrive",
  5: "arrive",
  6: "arrive",
  9: "slight-right",
  10: "right",
  11: "sharp-right",
  12: "u-turn",
  13: "u-turn",
  14: "sharp-left",
  15: "left",
  16: "slight-left",
  18: "slight-right",
  19: "slight-left",
  20: "right",
  21: "left",
  23: "slight-right",
  24: "slight-left",
  26: "roundabout",
  27: "roundabout",
};
/** "Exceeded max distance", "unconnected regions", "no suitable edges near location", "no path could be found" and their like. */
const NO_ROUTE_CODES = [154, 170, 171, 442, 443, 444, 445];
/** Valhalla's own limit (service_limits.*.max_matrix_location_pairs). */
const MAX_PAIRS = 2_500;

/** Routing by a Valhalla server, with its motor_scooter costing for motorbikes. */
export function createValhallaRouting({ url, timeoutMs = 5_000 }: ValhallaOptions): RoutingProvider {
  const base = url.endsWith("/") ? url : `${url}/`;

  async function ask<T>(action: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return fetchJson(new URL(action, base), schema, { init, timeoutMs });
  }

  async function route(from: LatLng, to: LatLng, options: PathOptions = {}): Promise<Route> {
    checkPlaces(from, to);
    const { costing } = costingOf(options);
    const shortest = options.by === "distance" ? { costing_options: { [costing]: { shortest: true } } } : {};
    const body = { locations: [place(from), place(to)], costing, ...shortest, units: "kilometers" };
    const response = await ask("route", body, routeSchema);
    if ("error_code" in response) throw refusalOf(response.error_code, response.error);
    const { summary, legs } = response.trip;
    const shapes = legs.map((leg) => decodePolyline(leg.shape, 6));
    return {
      distanceM: summary.length * 1_000,
      durationS: summary.time,
      geometry: shapes.flat().map(toLngLat),
      turns: legs.flatMap((leg, index) => leg.maneuvers.map((maneuver) => turnOf(maneuver, shapes[index] ?? []))),
      isEstimate: false,
    };
  }

  async function askMatrix(
    origins: readonly LatLng[],
    destinations: readonly LatLng[],
    options: EtaOptions,
  ): Promise<MatrixRow[] | null> {
    const body = { sources: origins.map(place), targets: destinations.map(place), ...costingOf(options) };
    const response = await ask("sources_to_targets", body, matrixSchema);
    if ("error_code" in response) {
      if (NO_ROUTE_CODES.includes(response.error_code)) return null;
      throw refusalOf(response.error_code, response.error);
    }
    const found = origins.map(() => destinations.map((): Eta | null => null));
    const limit = options.maxDurationS ?? DEFAULT_MAX_DURATION_S;
    for (const { time, distance, from_index: row, to_index: column } of response.sources_to_targets.flat()) {
      const cells = found[row];
      if (cells === undefined || time === null || distance === null || time > limit) continue;
      cells[column] = { durationS: time, distanceM: distance * 1_000, isEstimate: false };
    }
    return found;
  }

  async function matrix(origins: readonly LatLng[], destinations: readonly LatLng[], options: EtaOptions = {}) {
    checkPlaces(...origins, ...destinations);
    return matrixInParts(
      { ask: (from, to) => askMatrix(from, to, options), fits: (rows, columns) => rows * columns <= MAX_PAIRS },
      origins,
      destinations,
    );
  }

  return {
    name: "valhalla",
    isEstimate: false,
    route,
    matrix,
    etasTo: async (destination, origins, options) =>
      (await matrix(origins, [destination], options)).map((row) => row[0] ?? null),
  };
}

/** Valhalla itself would go to a road 35 km away. */
function place({ lat, lng }: LatLng): { lat: number; lon: number; search_cutoff: number } {
  return { lat, lon: lng, search_cutoff: MAX_SNAP_M };
}

function costingOf({ vehicleType }: RouteOptions): { costing: string } {
  return { costing: vehicleType === "go-ride" ? "motor_scooter" : "auto" };
}

function refusalOf(code: number, text: string): DomainError {
  if (NO_ROUTE_CODES.includes(code)) {
    return new DomainError("ROUTE_NOT_FOUND", "There is no route by road between these places.", { cause: text });
  }
  return new DomainError("DEPENDENCY_UNAVAILABLE", "The routing server refuses the request.", { cause: text });
}

function turnOf(maneuver: z.infer<typeof maneuverSchema>, shape: readonly LatLng[]): Turn {
  return {
    kind: TURNS[maneuver.type] ?? "continue",
    street: maneuver.street_names?.[0] ?? null,
    distanceM: maneuver.length * 1_000,
    durationS: maneuver.time,
    at: shape[maneuver.begin_shape_index] ?? shape[0] ?? { lat: 0, lng: 0 },
  };
}
