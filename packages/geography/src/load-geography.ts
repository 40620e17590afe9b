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

/** The ground of every city of this installation. */
export interface Geography {
  readonly routing: (cityId: string) => RoutingProvider;
  readonly geocoder: (cityId: string) => Geocoder;
  readonly basemap: (cityId: string) => Basemap;
  readonly basemapPathOf: (cityId: string) => string | null;
}

export interface GeographyOptions {
  readonly db: Database;
  readonly config: GeographyConfig;
  /** Where browsers reach the gateway that serves the maps; null for a process that serves none. */
  readonly publicUrl: string | null;
  readonly log: Logger;
  /** The time by which traffic is judged. */
  readonly clock: () => Date;
}

/** Reads the folders of all cities in Postgres. A city without one, or added later, has estimates and a plain map. */
export async function loadGeography({ db, config, publicUrl, log, clock }: GeographyOptions): Promise<Geography> {
  const rows = await db.select({ cityId: cities.id }).from(cities);
  const loaded = new Map<string, CityGeography>();
  for (const { cityId } of rows) {
    const onRoutingFailure = (err: Error): void =>
      log.warn({ err, cityId }, "routing server does not answer: estimates");
    const { cityDir, routingServer, geocodingServer } = config;
    const servers = { routingServer, geocodingServer, onRoutingFailure };
    const city = await loadCityGeography({ cityId, cityDir, clock, ...servers });
    loaded.set(cityId, city);
  }
  const estimates = createHaversineRouting();
  const nowhere = createIndexGeocoder([]);
  return {
    routing: (cityId) => loaded.get(cityId)?.routing ?? estimates,
    geocoder: (cityId) => loaded.get(cityId)?.geocoder ?? nowhere,
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
