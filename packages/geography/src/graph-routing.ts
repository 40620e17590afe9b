import { DomainError } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import { arcLengthsOf, type ArcTimes, arcTimesAt } from "@atlas/core/roads/arc-times";
import { createEtaSearch } from "@atlas/core/roads/eta-search";
import { createPathSearch } from "@atlas/core/roads/path-search";
import type { RoadGraph } from "@atlas/core/roads/road-graph";
import { createSnapper, type Snap } from "@atlas/core/roads/snap";
import { tracePath } from "@atlas/core/roads/trace";
import { trafficSlotOf } from "@atlas/core/roads/traffic";
import {
  DEFAULT_MAX_DURATION_S,
  type Eta,
  type EtaOptions,
  type RouteOptions,
  type RoutingProvider,
  type PathOptions,
} from "@atlas/core/routing";
import { checkPlaces } from "./check-places.ts";

export interface GraphRoutingOptions {
  readonly clock: () => Date;
  /** The city's own, for the hour's traffic: `Asia/Jakarta`. */
  readonly timezone: string;
}

/** Routing on the city's own road graph: synchronous and quick enough (a few ms) to run on the caller's thread. */
export function createGraphRouting(graph: RoadGraph, { clock, timezone }: GraphRoutingOptions): RoutingProvider {
  const snap = createSnapper(graph);
  const searchPath = createPathSearch(graph);
  const searchEtas = createEtaSearch(graph);
  const timesCache = new Map<string, ArcTimes>();

  function timesFor({ departAt, vehicleType }: RouteOptions): ArcTimes {
    const slot = trafficSlotOf(departAt ?? clock(), timezone);
    // Motorbikes are not allowed on toll roads.
    const mayUseMotorways = vehicleType !== "go-ride";
    const key = `${slot}/${mayUseMotorways}`;
    let times = timesCache.get(key);
    if (times === undefined) {
      times = arcTimesAt(graph, slot, mayUseMotorways);
      timesCache.set(key, times);
    }
    return times;
  }

  function lengthsFor({ vehicleType }: RouteOptions): ArcTimes {
    const mayUseMotorways = vehicleType !== "go-ride";
    const key = `lengths/${mayUseMotorways}`;
    const known = timesCache.get(key) ?? arcLengthsOf(graph, mayUseMotorways);
    timesCache.set(key, known);
    return known;
  }

  function snapPassenger(point: LatLng): Snap {
    const snapped = snapOrNull(point, false);
    if (snapped !== null) return snapped;
    throw new DomainError("ROUTE_NOT_FOUND", "There is no road near this place.");
  }

  function snapOrNull(point: LatLng, mayBeOnMotorway: boolean): Snap | null {
    checkPlaces(point);
    return (mayBeOnMotorway ? null : snap(point, "curb")) ?? snap(point, "any");
  }

  function etas(destination: Snap | null, origins: readonly (Snap | null)[], options: EtaOptions): (Eta | null)[] {
    if (destination === null) return origins.map(() => null);
    const found = searchEtas(destination, origins, {
      arcSeconds: timesFor(options).seconds,
      maxDurationS: options.maxDurationS ?? DEFAULT_MAX_DURATION_S,
    });
    return found.map((eta) => (eta === null ? null : { ...eta, isEstimate: false }));
  }

  function snapOrigins(origins: readonly LatLng[], { vehicleType }: RouteOptions): (Snap | null)[] {
    return origins.map((origin) => snapOrNull(origin, vehicleType !== "go-ride"));
  }

  return {
    name: "graph",
    isEstimate: false,
    route: async (from, to, options: PathOptions = {}) => {
      const ends = { from: snapPassenger(from), to: snapPassenger(to) };
      const times = timesFor(options);
      const path = searchPath(ends.from, ends.to, options.by === "distance" ? lengthsFor(options) : times);
      if (path === null) throw new DomainError("ROUTE_NOT_FOUND", "There is no route by road between these places.");
      const trace = tracePath(graph, path, ends, times.seconds);
      return { ...trace, durationS: trace.turns.reduce((sum, turn) => sum + turn.durationS, 0), isEstimate: false };
    },
    etasTo: async (destination, origins, options = {}) =>
      etas(snapOrNull(destination, false), snapOrigins(origins, options), options),
    matrix: async (origins, destinations, options = {}) => {
      const from = snapOrigins(origins, options);
      const columns = destinations.map((to) => etas(snapOrNull(to, false), from, options));
      return origins.map((_, row) => columns.map((column) => column[row] ?? null));
    },
  };
}
