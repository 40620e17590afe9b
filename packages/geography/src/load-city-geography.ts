import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DomainError } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import { type Geocoder, type PlaceRecord, placeRecordSchema } from "@atlas/core/geocoding";
import { decodeGraph } from "@atlas/core/roads/graph-file";
import type { RoadGraph } from "@atlas/core/roads/road-graph";
import { createSnapper } from "@atlas/core/roads/snap";
import type { RoutingProvider } from "@atlas/core/routing";
import { z } from "zod";
import { type CityManifest, cityManifestSchema } from "./city-manifest.ts";
import { createFallbackRouting } from "./fallback-routing.ts";
import { createGraphRouting, type GraphRoutingOptions } from "./graph-routing.ts";
import { createHaversineRouting } from "./haversine-routing.ts";
import { createIndexGeocoder } from "./index-geocoder.ts";
import { createNominatimGeocoder } from "./nominatim-geocoder.ts";
import { createOsrmRouting } from "./osrm-routing.ts";
import { createPhotonGeocoder } from "./photon-geocoder.ts";
import { createValhallaRouting } from "./valhalla-routing.ts";

/** Everything a process needs to know of a city's ground. Parts whose file is missing fall back. */
export interface CityGeography {
  readonly cityId: string;
  readonly routing: RoutingProvider;
  readonly geocoder: Geocoder;
  /** Whether the folder has a road graph, and places or streets to search. */
  readonly hasRoads: boolean;
  readonly hasPlaces: boolean;
  /** The PMTiles file to serve, or null for the plain fall-back map. */
  readonly basemapPath: string | null;
  readonly isSchematic: boolean;
  /** Credit to show on every map. */
  readonly attribution: string;
  /** Name, centre, bounds and service area as built, or null when the folder has no `city.json`. */
  readonly manifest: CityManifest | null;
}

export interface CityGeographyOptions {
  readonly cityId: string;
  /** ATLAS_CITY_DIR: holds `<city>/graph.bin, places.json, basemap.pmtiles, city.json`, or a flat `<city>.pmtiles`. */
  readonly cityDir: string | null | undefined;
  /** The time for which traffic is estimated. */
  readonly clock: () => Date;
  /** A search server to ask instead of the city's own index. */
  readonly geocodingServer?: GeocodingServer | undefined;
  /** A routing server to ask instead of the city's own graph; while it is down, distances are estimates. */
  readonly routingServer?: RoutingServer | undefined;
  /** Roads and places are somebody else's to read: only the rest of the folder is. */
  readonly withoutGround?: boolean;
  /** Called when the routing server is given up for some seconds. */
  readonly onRoutingFailure?: ((error: DomainError) => void) | undefined;
}

export interface GeocodingServer {
  readonly kind: "photon" | "nominatim";
  readonly url: string;
}

export interface RoutingServer {
  readonly kind: "osrm" | "valhalla";
  readonly url: string;
}

const ON_STREET_M = 150;
const OSM_CREDIT = "© OpenStreetMap contributors";

/** Reads a city's folder; a missing file is a fall-back, a damaged one an error. */
export async function loadCityGeography({
  cityId,
  cityDir,
  clock,
  routingServer,
  geocodingServer,
  onRoutingFailure,
  withoutGround = false,
}: CityGeographyOptions): Promise<CityGeography> {
  const manifest = await readManifest(cityDir, cityId);
  const graph = withoutGround ? null : await readGraph(cityDir, cityId);
  const places = withoutGround ? [] : await readPlaces(cityDir, cityId);
  const timezone = manifest?.timezone ?? "Asia/Jakarta";
  return {
    cityId,
    routing: chooseRouting(graph, { clock, timezone, routingServer, onRoutingFailure }),
    geocoder: chooseGeocoder(places, graph, geocodingServer),
    hasRoads: graph !== null,
    hasPlaces: graph !== null || places.length > 0,
    basemapPath: await findBasemap(cityDir, cityId),
    isSchematic: manifest?.isSchematic ?? false,
    attribution: manifest?.attribution ?? OSM_CREDIT,
    manifest,
  };
}

function chooseRouting(
  graph: RoadGraph | null,
  {
    clock,
    timezone,
    routingServer,
    onRoutingFailure,
  }: GraphRoutingOptions & Pick<CityGeographyOptions, "routingServer" | "onRoutingFailure">,
): RoutingProvider {
  const estimates = createHaversineRouting();
  if (routingServer !== undefined) {
    const server =
      routingServer.kind === "osrm" ? createOsrmRouting(routingServer) : createValhallaRouting(routingServer);
    return createFallbackRouting(server, estimates, { clock, onFailure: onRoutingFailure });
  }
  return graph === null ? estimates : createGraphRouting(graph, { clock, timezone });
}

function chooseGeocoder(
  places: readonly PlaceRecord[],
  graph: RoadGraph | null,
  server: CityGeographyOptions["geocodingServer"],
): Geocoder {
  if (server?.kind === "photon") return createPhotonGeocoder(server);
  if (server?.kind === "nominatim") return createNominatimGeocoder(server);
  return createIndexGeocoder(places, graph === null ? {} : { streetAt: nameStreets(graph) });
}

async function readManifest(cityDir: string | null | undefined, cityId: string): Promise<CityManifest | null> {
  const path = cityDir && (await existing(join(cityDir, cityId, "city.json")));
  return path ? cityManifestSchema.parse(JSON.parse(await readFile(path, "utf8"))) : null;
}

async function readGraph(cityDir: string | null | undefined, cityId: string): Promise<RoadGraph | null> {
  const path = cityDir && (await existing(join(cityDir, cityId, "graph.bin")));
  return path ? decodeGraph(await readFile(path)) : null;
}

async function readPlaces(cityDir: string | null | undefined, cityId: string): Promise<PlaceRecord[]> {
  const path = cityDir && (await existing(join(cityDir, cityId, "places.json")));
  return path ? z.array(placeRecordSchema).parse(JSON.parse(await readFile(path, "utf8"))) : [];
}

/** Names the street a point lies on; a road without a name or farther than a plot's depth has none. */
function nameStreets(graph: RoadGraph): (point: LatLng) => string | null {
  const snap = createSnapper(graph);
  return (point) => {
    const snapped = snap(point, "curb");
    if (snapped === null || snapped.distanceM > ON_STREET_M) return null;
    return graph.names[graph.segmentName[snapped.segment] ?? 0] || null;
  };
}

async function findBasemap(cityDir: string | null | undefined, cityId: string): Promise<string | null> {
  if (!cityDir) return null;
  return (
    (await existing(join(cityDir, cityId, "basemap.pmtiles"))) ?? (await existing(join(cityDir, `${cityId}.pmtiles`)))
  );
}

async function existing(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isFile() ? path : null;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}
