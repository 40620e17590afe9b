import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bounds, centerOf } from "@atlas/core/bounding-box";
import type { LatLng } from "@atlas/core/geo";
import type { PlaceRecord } from "@atlas/core/geocoding";
import { buildRoadGraph } from "@atlas/core/roads/build-road-graph";
import { encodeGraph } from "@atlas/core/roads/graph-file";
import { DEGREES_PER_UNIT, MAIN, type RoadGraph } from "@atlas/core/roads/road-graph";
import { type ServiceArea, serviceAreaBounds } from "@atlas/core/service-area";
import type { CityManifest } from "@atlas/geography/city-manifest";
import { areaFeatures } from "./map/area-features.ts";
import { boundaryFeatures } from "./map/boundary-features.ts";
import { encodePmtiles } from "./map/encode-pmtiles.ts";
import type { MapFeature } from "./map/map-feature.ts";
import { placeFeatures } from "./map/place-features.ts";
import { renderTiles } from "./map/render-tiles.ts";
import { roadFeatures } from "./map/road-features.ts";
import { seaFeatures } from "./map/sea-features.ts";
import type { OsmData } from "./osm/osm-data.ts";
import { mergePlaces } from "./places/merge-places.ts";
import { placeRecords, withParent } from "./places/place-records.ts";
import type { Progress } from "./progress.ts";
import { roadNetworkOf } from "./road-ways.ts";
import { serviceAreaOf } from "./service-area-of.ts";

export interface CityOptions {
  readonly cityId: string;
  readonly name: string;
  readonly timezone: string;
  readonly attribution: string;
  readonly isSchematic: boolean;
  /** The folder for the city's files; made when missing. */
  readonly outDir: string;
  readonly progress: Progress;
  /** Places that the extract lacks. */
  readonly morePlaces?: readonly PlaceRecord[];
  /** Where rides may start and end; the outline of the streets when left out. */
  readonly serviceArea?: ServiceArea | undefined;
}

/** What was built, for the report. */
export interface BuiltCity {
  readonly segments: number;
  readonly junctions: number;
  readonly mainShare: number;
  readonly places: number;
  readonly tiles: number;
  readonly bytes: Readonly<Record<string, number>>;
  /** What of the extract makes no sense and is left out. */
  readonly warnings: readonly string[];
}

/** A city without one drivable street. */
export class EmptyCityError extends Error {
  constructor() {
    super("The extract has no streets that a car may use.");
    this.name = "EmptyCityError";
  }
}

/** Writes `graph.bin`, `places.json`, `basemap.pmtiles` and, last of all, `city.json`. Each file appears whole or not at all. */
export async function buildCity(data: OsmData, options: CityOptions): Promise<BuiltCity> {
  const { progress } = options;
  const graph = await progress.step("Road graph", () => buildRoadGraph(roadNetworkOf(data)));
  const serviceArea = options.serviceArea ?? serviceAreaOf(graph);
  const bounds = graph.segmentCount === 0 ? null : serviceAreaBounds(serviceArea);
  if (bounds === null) throw new EmptyCityError();

  const places = await progress.step("Places", () => allPlaces(data, options.morePlaces ?? []));
  const mapBounds = widen(bounds, 0.05);
  const sea = seaFeatures(data, { mapBounds, streets: someStreets(graph) });
  const tiles = await progress.step("Map tiles", (report) =>
    renderTiles(allFeatures(data, { places, sea: sea.features, bounds: mapBounds }), {
      bounds: mapBounds,
      onProgress: report,
    }),
  );
  const manifest: CityManifest = {
    version: 1,
    cityId: options.cityId,
    name: options.name,
    timezone: options.timezone,
    isSchematic: options.isSchematic,
    attribution: options.attribution,
    center: centerOf(bounds),
    bounds: [...bounds],
    serviceArea,
  };
  const files = {
    "graph.bin": encodeGraph(graph),
    "places.json": Buffer.from(JSON.stringify(places)),
    "basemap.pmtiles": encodePmtiles(tiles, {
      name: options.name,
      attribution: options.attribution,
      bounds: mapBounds,
    }),
    "city.json": Buffer.from(`${JSON.stringify(manifest)}\n`),
  };
  await progress.step(`Files in ${options.outDir}`, () => writeWhole(options.outDir, files));
  const main = graph.nodeFlags.reduce((sum, flags) => sum + (flags & MAIN), 0);
  return {
    segments: graph.segmentCount,
    junctions: graph.nodeCount,
    mainShare: main / graph.nodeCount,
    places: places.length,
    tiles: tiles.length,
    bytes: Object.fromEntries(Object.entries(files).map(([file, bytes]) => [file, bytes.byteLength])),
    warnings: sea.warnings,
  };
}

function allPlaces(data: OsmData, more: readonly PlaceRecord[]): PlaceRecord[] {
  const places = mergePlaces([...more, ...placeRecords(data)]);
  if (more.length === 0) return places;
  const areas = more.filter(({ kind }) => kind === "area");
  // The cities have no area to lie in; what has one named keeps it.
  return places.map((place) =>
    place.parent === undefined && place.kind !== "city" ? withParent(place, areas) : place,
  );
}

/** A few hundred junctions of the strongly connected part. */
function someStreets({ nodeCount, nodeFlags, nodeLat, nodeLng }: RoadGraph): LatLng[] {
  const step = Math.max(1, Math.floor(nodeCount / 500));
  const streets: LatLng[] = [];
  for (let node = 0; node < nodeCount; node += step) {
    if (((nodeFlags[node] ?? 0) & MAIN) === 0) continue;
    streets.push({ lat: (nodeLat[node] ?? 0) * DEGREES_PER_UNIT, lng: (nodeLng[node] ?? 0) * DEGREES_PER_UNIT });
  }
  return streets;
}

interface Drawn {
  readonly places: readonly PlaceRecord[];
  readonly sea: readonly MapFeature[];
  readonly bounds: Bounds;
}

function allFeatures(data: OsmData, { places, sea, bounds }: Drawn): MapFeature[] {
  const [west, south, east, north] = widen(bounds, 1);
  const earth: MapFeature = {
    layer: "earth",
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    },
    minZoom: 0,
    properties: { kind: "earth", min_zoom: 0 },
  };
  return [
    earth,
    ...sea,
    ...areaFeatures(data),
    ...boundaryFeatures(data),
    ...roadFeatures(data).toSorted((a, b) => Number(a.properties["sort_rank"]) - Number(b.properties["sort_rank"])),
    ...placeFeatures(places),
  ];
}

function widen([west, south, east, north]: Bounds, degrees: number): Bounds {
  return [west - degrees, south - degrees, east + degrees, north + degrees];
}

async function writeWhole(dir: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) {
    await writeFile(join(dir, `${file}.part`), bytes);
    await rename(join(dir, `${file}.part`), join(dir, file));
  }
}
