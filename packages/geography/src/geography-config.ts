import { z } from "zod";
import type { GeocodingServer, RoutingServer } from "./load-city-geography.ts";

/** The variables that configure a process's roads and places. */
export const geographyEnvSchema = z.object({
  ATLAS_CITY_DIR: z.string().min(1).optional(),
  /** A routing server to ask instead of the city's own road graph; OSRM wins over Valhalla. */
  ATLAS_OSRM_URL: z.url().optional(),
  ATLAS_VALHALLA_URL: z.url().optional(),
  /** A search server to ask instead of the city's own index; Photon wins over Nominatim. */
  ATLAS_PHOTON_URL: z.url().optional(),
  ATLAS_NOMINATIM_URL: z.url().optional(),
});

export interface GeographyConfig {
  readonly cityDir: string | null;
  readonly routingServer?: RoutingServer | undefined;
  readonly geocodingServer?: GeocodingServer | undefined;
}

export function geographyConfigOf(env: z.infer<typeof geographyEnvSchema>): GeographyConfig {
  return {
    cityDir: env.ATLAS_CITY_DIR ?? null,
    routingServer: routingServerOf(env),
    geocodingServer: geocodingServerOf(env),
  };
}

function routingServerOf(env: z.infer<typeof geographyEnvSchema>): RoutingServer | undefined {
  if (env.ATLAS_OSRM_URL !== undefined) return { kind: "osrm", url: env.ATLAS_OSRM_URL };
  return env.ATLAS_VALHALLA_URL === undefined ? undefined : { kind: "valhalla", url: env.ATLAS_VALHALLA_URL };
}

function geocodingServerOf(env: z.infer<typeof geographyEnvSchema>): GeocodingServer | undefined {
  if (env.ATLAS_PHOTON_URL !== undefined) return { kind: "photon", url: env.ATLAS_PHOTON_URL };
  return env.ATLAS_NOMINATIM_URL === undefined ? undefined : { kind: "nominatim", url: env.ATLAS_NOMINATIM_URL };
}
