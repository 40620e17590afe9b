import type { OsmData, OsmWay, Tags } from "../osm/osm-data.ts";
import type { MapFeature, MapLayer } from "./map-feature.ts";
import { lineOf, polygonsOf, ringOf, type Rings } from "./rings.ts";

interface AreaLook {
  readonly layer: MapLayer;
  readonly kind: string;
  readonly minZoom: number;
}

const LANDUSE: readonly {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  readonly minZoom: number;
}[] = [
  {
    key: "leisure",
    values: {
      park: "park",
      garden: "park",
      golf_course: "golf_course",
      nature_reserve: "nature_reserve",
      playground: "playground",
      pitch: "grass",
      stadium: "park",
    },
    minZoom: 10,
  },
  {
    key: "landuse",
    values: {
      forest: "forest",
      grass: "grass",
      meadow: "grass",
      recreation_ground: "park",
      village_green: "village_green",
      allotments: "allotments",
      cemetery: "cemetery",
      industrial: "industrial",
      military: "military",
    },
    minZoom: 10,
  },
  {
    key: "natural",
    values: { wood: "wood", scrub: "scrub", grassland: "grassland", beach: "beach", sand: "sand", wetland: "wood" },
    minZoom: 10,
  },
  { key: "tourism", values: { zoo: "zoo", theme_park: "park" }, minZoom: 11 },
  {
    key: "amenity",
    values: {
      hospital: "hospital",
      school: "school",
      university: "university",
      college: "college",
      grave_yard: "cemetery",
    },
    minZoom: 13,
  },
  { key: "aeroway", values: { aerodrome: "aerodrome", runway: "runway", taxiway: "taxiway" }, minZoom: 10 },
];

/** Water, parks and other ground, and buildings: closed ways and multipolygons; rivers as lines. */
export function areaFeatures(data: OsmData): MapFeature[] {
  const waysById = new Map(data.ways.map((way) => [way.id, way]));
  const fromRelations = data.relations
    .filter(({ tags }) => tags["type"] === "multipolygon")
    .flatMap((relation) => polygonFeatures(polygonsOf(data, relation, waysById), relation.tags));
  const fromWays = data.ways.flatMap((way) => {
    const ring = lookOf(way.tags) === null ? null : ringOf(data, way.nodeIds);
    return ring === null ? riverFeatures(data, way) : polygonFeatures([[ring]], way.tags);
  });
  return [...fromRelations, ...fromWays];
}

function polygonFeatures(polygons: readonly Rings[], tags: Tags): MapFeature[] {
  const look = lookOf(tags);
  if (look === null) return [];
  return polygons.map((coordinates) => ({
    layer: look.layer,
    geometry: { type: "Polygon", coordinates },
    minZoom: look.minZoom,
    properties: {
      kind: look.kind,
      min_zoom: look.minZoom,
      sort_rank: 100,
      ...(tags["name"] && look.layer !== "buildings" ? { name: tags["name"] } : {}),
      ...(tags["height"] !== undefined && Number(tags["height"]) > 0 ? { height: Number(tags["height"]) } : {}),
    },
  }));
}

function lookOf(tags: Tags): AreaLook | null {
  if (tags["building"] !== undefined && tags["building"] !== "no") {
    return { layer: "buildings", kind: "building", minZoom: 13 };
  }
  if (
    tags["natural"] === "water" ||
    tags["waterway"] === "riverbank" ||
    tags["landuse"] === "reservoir" ||
    tags["landuse"] === "basin"
  ) {
    const kind = tags["water"] === "sea" ? "ocean" : tags["water"] === "lake" ? "lake" : "water";
    return { layer: "water", kind, minZoom: kind === "ocean" ? 0 : 8 };
  }
  for (const { key, values, minZoom } of LANDUSE) {
    const kind = values[tags[key] ?? ""];
    if (kind !== undefined) return { layer: "landuse", kind, minZoom };
  }
  return null;
}

function riverFeatures(data: OsmData, way: OsmWay): MapFeature[] {
  const waterway = way.tags["waterway"];
  if (waterway !== "river" && waterway !== "canal" && waterway !== "stream") return [];
  const line = lineOf(data, way.nodeIds);
  if (line.length < 2) return [];
  const minZoom = waterway === "stream" ? 14 : 9;
  return [
    {
      layer: "water",
      geometry: { type: "MultiLineString", coordinates: [line] },
      minZoom,
      properties: {
        kind: waterway === "stream" ? "stream" : "river",
        min_zoom: minZoom,
        sort_rank: 100,
        ...(way.tags["name"] ? { name: way.tags["name"] } : {}),
      },
    },
  ];
}
