import type { Geocoder } from "@atlas/core/geocoding";
import type { RoutingProvider } from "@atlas/core/routing";
import type { Database } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import type { Basemap } from "@atlas/services/context";
import { createHaversineRouting } from "@atlas/services/geography/haversine-routing";
import { createIndexGeocoder } from "@atlas/services/geography/index-geocoder";
import { type CityGeography, loadCityGeography } from "@atlas/services/geography/load-city-geography";
import type { WorkerConfig } from "./config.ts";

/** The roads and names of every city. The worker draws no maps. */
export interface Geography {
  readonly routing: (cityId: string) => RoutingProvider;
  readonly geocoder: (cityId: string) => Geocoder;
  readonly basemap: (cityId: string) => Basemap;
}

/** Reads the folders of all cities in Postgres; a city without one has estimates. */
export async function loadGeography(
  db: Database,
  { cityDir, routingServer }: Pick<WorkerConfig, "cityDir" | "routingServer">,
): Promise<Geography> {
  const rows = await db.select({ cityId: cities.id }).from(cities);
  const loaded = new Map<string, CityGeography>();
  for (const { cityId } of rows) loaded.set(cityId, await loadCityGeography({ cityId, cityDir, routingServer }));
  const estimates = createHaversineRouting();
  const nowhere = createIndexGeocoder([]);
  return {
    routing: (cityId) => loaded.get(cityId)?.routing ?? estimates,
    geocoder: (cityId) => loaded.get(cityId)?.geocoder ?? nowhere,
    basemap: () => ({ url: null, isSchematic: false, attribution: "" }),
  };
}
