import type { Geocoder } from "@atlas/core/geocoding";
import type { EtaOptions, RoutingProvider, PathOptions } from "@atlas/core/routing";
import type { GroundThreads } from "./ground-threads.ts";

export interface ThreadedGround {
  readonly threads: GroundThreads;
  readonly cityId: string;
  /** Whose turn it is that its tasks take. */
  readonly caller: string;
}

/** Routing on the city's graph, on another thread. */
export function createThreadedRouting(
  { threads, cityId, caller }: ThreadedGround,
  { clock }: { readonly clock: () => Date },
): RoutingProvider {
  // Traffic goes by the clock of this process, which is the database's.
  const timed = (options: PathOptions & EtaOptions = {}): PathOptions & EtaOptions => ({
    ...options,
    departAt: options.departAt ?? clock(),
  });
  return {
    name: "graph",
    isEstimate: false,
    route: (from, to, options) => threads.run(caller, { kind: "route", cityId, args: [from, to, timed(options)] }),
    etasTo: (destination, origins, options) =>
      threads.run(caller, { kind: "etasTo", cityId, args: [destination, origins, timed(options)] }),
    matrix: (origins, destinations, options) =>
      threads.run(caller, { kind: "matrix", cityId, args: [origins, destinations, timed(options)] }),
  };
}

/** Search in the city's places, on another thread. */
export function createThreadedGeocoder({ threads, cityId, caller }: ThreadedGround): Geocoder {
  return {
    name: "index",
    search: (query, options) =>
      threads.run(caller, { kind: "search", cityId, args: options === undefined ? [query] : [query, options] }),
    popular: () => threads.run(caller, { kind: "popular", cityId, args: [] }),
    reverse: (point) => threads.run(caller, { kind: "reverse", cityId, args: [point] }),
  };
}
