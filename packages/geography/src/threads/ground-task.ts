import type { ErrorCode } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import type { Geocoder, Place, SearchOptions } from "@atlas/core/geocoding";
import type { EtaOptions, RoutingProvider, PathOptions } from "@atlas/core/routing";

/** What a thread knows of a city. */
export interface GroundDescription {
  readonly hasRoads: boolean;
  readonly hasPlaces: boolean;
}

/** What a thread can be asked, and what it returns. Everything in it can be cloned from thread to thread. */
export interface GroundTasks {
  readonly describe: { readonly args: readonly []; readonly result: GroundDescription };
  readonly search: { readonly args: readonly [string, SearchOptions?]; readonly result: readonly Place[] };
  readonly popular: { readonly args: readonly []; readonly result: readonly Place[] };
  readonly reverse: { readonly args: readonly [LatLng]; readonly result: Awaited<ReturnType<Geocoder["reverse"]>> };
  readonly route: {
    readonly args: readonly [LatLng, LatLng, PathOptions?];
    readonly result: Awaited<ReturnType<RoutingProvider["route"]>>;
  };
  readonly etasTo: {
    readonly args: readonly [LatLng, readonly LatLng[], EtaOptions?];
    readonly result: Awaited<ReturnType<RoutingProvider["etasTo"]>>;
  };
  readonly matrix: {
    readonly args: readonly [readonly LatLng[], readonly LatLng[], EtaOptions?];
    readonly result: Awaited<ReturnType<RoutingProvider["matrix"]>>;
  };
}

export type GroundTask = {
  readonly [K in keyof GroundTasks]: {
    readonly kind: K;
    readonly cityId: string;
    readonly args: GroundTasks[K]["args"];
  };
}[keyof GroundTasks];

/** How a task ended; a refusal loses its class between threads and keeps its code. */
export type GroundResult =
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string } }
  | { readonly failure: string };
