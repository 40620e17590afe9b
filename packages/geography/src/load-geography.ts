import type { Basemap } from "@atlas/core/basemap";
import type { Geocoder } from "@atlas/core/geocoding";
import type { RoutingProvider } from "@atlas/core/routing";
import type { Database } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import type { Logger } from "pino";
import type { GeographyConfig } from "./geography-config.ts";
import { createHaversineRouting } from "./haversine-routing.ts";
import { createIndexGeocoder } from "./index-geocoder.ts";
import { type CityGeography, loadCityGeography } from "./load-city-geography.ts";
import type { GroundDescription } from "./threads/ground-task.ts";
import type { GroundThreads } from "./threads/ground-threads.ts";
import { createThreadedGeocoder, createThreadedRouting } from "./threads/threaded-ground.ts";

/** Routes and names in every city of this installation. */
export interface Ground {
  readonly routing: (cityId: string) => RoutingProvider;
  readonly geocoder: (cityId: string) => Geocoder;
}

/** The ground of every city, and its maps. */
export interface Geography extends Ground {
  /** The same for one caller: where threads search, callers take turns. */
  readonly groundOf: (caller: string) => Ground;
  readonly basemap: (cityId: string) => Basemap;
  readonly basemapPathOf: (cityId: string) => string | null;
}

export interface GeographyOptions {
  readonly db: Database;
  readonly config: GeographyConfig;
  /** Where browsers reach the gateway that serves the maps; null for a process that serves none. */
  readonly publicUrl: string | null;
  readonly log: Logger;
  /** The time for which traffic is estimated. */
  readonly clock: () => Date;
  /** Where roads and places are searched; left out, on the caller's thread. */
  readonly threads?: GroundThreads;
}

interface LoadedCity extends CityGeography {
  /** What is searched on threads. */
  readonly onThreads: GroundDescription;
}

const NOBODY = "";

/** Reads the folders of all cities in Postgres. A city without one, or added later, has estimates and a plain map. */
export async function loadGeography(options: GeographyOptions): Promise<Geography> {
  const { db, publicUrl } = options;
  const rows = await db.select({ cityId: cities.id }).from(cities);
  const loaded = new Map<string, LoadedCity>();
  for (const { cityId } of rows) loaded.set(cityId, await loadCity(cityId, options));
  const groundOf = (caller: string): Ground => groundBy(loaded, caller, options);
  return {
    ...groundOf(NOBODY),
    groundOf,
    basemapPathOf: (cityId) => loaded.get(cityId)?.basemapPath ?? null,
    basemap: (cityId) => {
      const city = loaded.get(cityId);
      const isServed = publicUrl !== null && city?.basemapPath;
      return {
        url: isServed ? `${publicUrl}/cities/${encodeURIComponent(cityId)}/basemap.pmtiles` : null,
        isSchematic: city?.isSchematic ?? false,
        attribution: city?.attribution ?? "",
      };
    },
  };
}

async function loadCity(
  cityId: string,
  { config, log, clock, threads }: Pick<GeographyOptions, "config" | "log" | "clock" | "threads">,
): Promise<LoadedCity> {
  const onRoutingFailure = (err: Error): void => log.warn({ err, cityId }, "routing server does not answer: estimates");
  const { cityDir, routingServer, geocodingServer } = config;
  const servers = { routingServer, geocodingServer, onRoutingFailure };
  const withoutGround = threads !== undefined;
  const city = await loadCityGeography({ cityId, cityDir, clock, withoutGround, ...servers });
  if (threads === undefined || cityDir === null) return { ...city, onThreads: { hasRoads: false, hasPlaces: false } };
  const { hasRoads, hasPlaces } = await threads.run(NOBODY, { kind: "describe", cityId, args: [] });
  return {
    ...city,
    onThreads: {
      hasRoads: hasRoads && routingServer === undefined,
      hasPlaces: hasPlaces && geocodingServer === undefined,
    },
  };
}

const ESTIMATES = createHaversineRouting();
const NOWHERE = createIndexGeocoder([]);

function groundBy(
  loaded: ReadonlyMap<string, LoadedCity>,
  caller: string,
  { threads, clock }: Pick<GeographyOptions, "threads" | "clock">,
): Ground {
  return {
    routing: (cityId) => {
      const city = loaded.get(cityId);
      if (threads === undefined || city?.onThreads.hasRoads !== true) return city?.routing ?? ESTIMATES;
      return createThreadedRouting({ threads, cityId, caller }, { clock });
    },
    geocoder: (cityId) => {
      const city = loaded.get(cityId);
      if (threads === undefined || city?.onThreads.hasPlaces !== true) return city?.geocoder ?? NOWHERE;
      return createThreadedGeocoder({ threads, cityId, caller });
    },
  };
}
