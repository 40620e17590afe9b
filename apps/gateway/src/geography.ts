import type { Geocoder } from "@atlas/core/geocoding";
import type { RoutingProvider } from "@atlas/core/routing";
import type { Database } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import type { Basemap } from "@atlas/services/context";
import { createHaversineRouting } from "@atlas/services/geography/haversine-routing";
import { createIndexGeocoder } from "@atlas/services/geography/index-geocoder";
import type { RoutingServer } from "./config.ts";
import { type CityGeography, loadCityGeography } from "@atlas/services/geography/load-city-geography";

/** The ground of every city of this installation. */
export interface Geography {
  readonly routing: (cityId: string) => RoutingProvider;
  readonly geocoder: (cityId: string) => Geocoder;
  readonly basemap: (cityId: string) => Basemap;
  readonly basemapPathOf: (cityId: string) => string | null;
}

export interface GeographyOptions {
  readonly db: Database;
  readonly cityDir: string | null;
  readonly publicUrl: string;
  readonly routingServer: RoutingServer | null;
}

/** Reads the folders of all cities in Postgres. A city without one, or added later, has estimates and a plain map. */
export async function loadGeography({ db, cityDir, publicUrl, routingServer }: GeographyOptions): Promise<Geography> {
  const rows = await db.select({ cityId: cities.id }).from(cities);
  const loaded = new Map<string, CityGeography>();
  for (const { cityId } of rows) {
    loaded.set(cityId, await loadCityGeography({ cityId, cityDir, routingServer: routingServer ?? undefined }));
  }
  const estimates = createHaversineRouting();
  const nowhere = createIndexGeocoder([]);
  return {
    routing: (cityId) => loaded.get(cityId)?.routing ?? estimates,
    geocoder: (cityId) => loaded.get(cityId)?.geocoder ?? nowhere,
    basemapPathOf: (cityId) => loaded.get(cityId)?.basemapPath ?? null,
    basemap: (cityId) => {
      const city = loaded.get(cityId);
      return {
        url: city?.basemapPath ? `${publicUrl}/cities/${encodeURIComponent(cityId)}/basemap.pmtiles` : null,
        isSchematic: city?.isSchematic ?? false,
        attribution: city?.attribution ?? "",
      };
    },
  };
}
