import { DomainError } from "@atlas/core/errors";
import type { LatLng, LngLat } from "@atlas/core/geo";
import { MAX_SNAP_M } from "@atlas/core/roads/snap";
import {
  DEFAULT_MAX_DURATION_S,
  type Eta,
  type EtaOptions,
  type Route,
  type RoutingProvider,
  type Turn,
  type TurnKind,
  type PathOptions,
} from "@atlas/core/routing";
import { z } from "zod";
import { checkPlaces } from "./check-places.ts";
import { fetchJson } from "./fetch-json.ts";
import { type MatrixRow, matrixInParts } from "./matrix-in-parts.ts";

export interface OsrmOptions {
  /** `http://127.0.0.1:5000`; the profile is chosen when the server's data is prepared. */
  readonly url: string;
  readonly timeoutMs?: number;
}

const lngLatSchema = z.tuple([z.number(), z.number()]);
const stepSchema = z.object({
  distance: z.number(),
  duration: z.number(),
  name: z.string(),
  maneuver: z.object({ type: z.string(), modifier: z.string().optional(), location: lngLatSchema }),
});
const routeSchema = z.object({
  code: z.string(),
  routes: z
    .array(
      z.object({
        distance: z.number(),
        duration: z.number(),
        geometry: z.object({ coordinates: z.array(lngLatSchema) }),
        legs: z.array(z.object({ steps: z.array(stepSchema) })),
      }),
    )
    .optional(),
});
const tableSchema = z.object({
  code: z.string(),
  durations: z.array(z.array(z.number().nullable())).optional(),
  distances: z.array(z.array(z.number().nullable())).optional(),
});

const MODIFIERS: Readonly<Record<string, TurnKind>> = {
  left: "left",
  right: "right",
  "slight left": "slight-left",
  "slight right": "slight-right",
  "sharp left": "sharp-left",
  "sharp right": "sharp-right",
  uturn: "u-turn",
};

/** `osrm-routed --max-table-size` by default. */
const MAX_PLACES = 100;

/** Routing by an OSRM server (https://project-osrm.org/docs/v5.24.0/api/). Its times know no hour of the day. */
export function createOsrmRouting({ url, timeoutMs = 5_000 }: OsrmOptions): RoutingProvider {
  const base = url.endsWith("/") ? url : `${url}/`;

  /** OSRM knows the quickest route only; the shortest is the shortest of a few quick ones. */
  async function route(from: LatLng, to: LatLng, { by }: PathOptions = {}): Promise<Route> {
    checkPlaces(from, to);
    const request = new URL(`route/v1/driving/${coordinates([from, to])}`, base);
    request.search = `overview=full&geometries=geojson&steps=true&${radiuses(2)}`;
    if (by === "distance") request.search += "&alternatives=3";
    const response = await fetchJson(request, routeSchema, { timeoutMs });
    const routes = response.code === "Ok" ? (response.routes ?? []) : [];
    const found = by === "distance" ? routes.toSorted((a, b) => a.distance - b.distance)[0] : routes[0];
    if (found === undefined) throw refusalOf(response.code);
    return {
      distanceM: found.distance,
      durationS: found.duration,
      geometry: withTwoEnds(found.geometry.coordinates),
      turns: found.legs.flatMap(({ steps }) => steps.map(turnOf)),
      isEstimate: false,
    };
  }

  async function askTable(
    origins: readonly LatLng[],
    destinations: readonly LatLng[],
    { maxDurationS: limit = DEFAULT_MAX_DURATION_S }: EtaOptions,
  ): Promise<MatrixRow[] | null> {
    const places = [...origins, ...destinations];
    const request = new URL(`table/v1/driving/${coordinates(places)}`, base);
    const indexes = (count: number, start: number): string =>
      Array.from({ length: count }, (_, index) => index + start).join(";");
    request.search =
      `sources=${indexes(origins.length, 0)}&destinations=${indexes(destinations.length, origins.length)}` +
      `&annotations=duration,distance&${radiuses(places.length)}`;
    const { code, durations, distances } = await fetchJson(request, tableSchema, { timeoutMs });
    if (code !== "Ok") {
      if (code === "NoTable" || code === "NoSegment") return null;
      throw refusalOf(code);
    }
    return origins.map((_, row) =>
      destinations.map((__, column) => etaOf(durations?.[row]?.[column], distances?.[row]?.[column], limit)),
    );
  }

  async function matrix(origins: readonly LatLng[], destinations: readonly LatLng[], options: EtaOptions = {}) {
    checkPlaces(...origins, ...destinations);
    return matrixInParts(
      { ask: (from, to) => askTable(from, to, options), fits: (rows, columns) => rows + columns <= MAX_PLACES },
      origins,
      destinations,
    );
  }

  return {
    name: "osrm",
    isEstimate: false,
    route,
    matrix,
    etasTo: async (destination, origins, options) =>
      (await matrix(origins, [destination], options)).map((row) => row[0] ?? null),
  };
}

function coordinates(points: readonly LatLng[]): string {
  return points.map(({ lat, lng }) => `${lng.toFixed(6)},${lat.toFixed(6)}`).join(";");
}

/** OSRM itself would go to the nearest road, however far. */
function radiuses(places: number): string {
  return `radiuses=${Array.from({ length: places }, () => MAX_SNAP_M).join(";")}`;
}

function refusalOf(code: string): DomainError {
  if (code === "NoRoute" || code === "NoSegment") {
    return new DomainError("ROUTE_NOT_FOUND", "There is no route by road between these places.");
  }
  return new DomainError("DEPENDENCY_UNAVAILABLE", "The routing server refuses the request.", { cause: code });
}

function etaOf(durationS: number | null | undefined, distanceM: number | null | undefined, limit: number): Eta | null {
  if (durationS == null || distanceM == null || durationS > limit) return null;
  return { durationS, distanceM, isEstimate: false };
}

function withTwoEnds(line: LngLat[]): readonly LngLat[] {
  return line.length === 1 ? [...line, ...line] : line;
}

function turnOf({ distance, duration, name, maneuver }: z.infer<typeof stepSchema>): Turn {
  const { type, modifier, location } = maneuver;
  return {
    kind: turnKindOf(type, modifier),
    street: name === "" ? null : name,
    distanceM: distance,
    durationS: duration,
    at: { lat: location[1], lng: location[0] },
  };
}

function turnKindOf(type: string, modifier: string | undefined): TurnKind {
  if (type === "depart" || type === "arrive") return type;
  if (type.includes("roundabout") || type === "rotary") return "roundabout";
  return MODIFIERS[modifier ?? ""] ?? "continue";
}
