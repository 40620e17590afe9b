import { boundsOf, centerOf } from "@atlas/core/bounding-box";
import { fromLngLat, haversineM, type LatLng } from "@atlas/core/geo";
import type { PlaceKind, PlaceRecord } from "@atlas/core/geocoding";
import { lineOf } from "../map/rings.ts";
import type { OsmData, Tags } from "../osm/osm-data.ts";
import { streetRecords } from "./street-records.ts";

/** What people name: cities and areas, landmarks and other destinations, and streets with the area they lie in. */
export function placeRecords(data: OsmData): PlaceRecord[] {
  const points = [
    ...data.nodes,
    ...data.ways.flatMap(({ tags, nodeIds }) => {
      if (!tags["name"] || kindOf(tags) === null) return [];
      const bounds = boundsOf(lineOf(data, nodeIds).map(fromLngLat));
      return bounds === null ? [] : [{ ...centerOf(bounds), tags }];
    }),
  ];
  const named = points.flatMap(({ lat, lng, tags }) => recordOf({ lat, lng }, tags));
  const areas = named.filter(({ kind }) => kind === "area");
  const placed = named.map((place) => (place.kind === "city" || place.parent ? place : withParent(place, areas)));
  return [...placed, ...streetRecords(data).map((street) => withParent(street, areas))];
}

function recordOf({ lat, lng }: LatLng, tags: Tags): PlaceRecord[] {
  const name = tags["name"]?.trim();
  const found = kindOf(tags);
  if (!name || found === null) return [];
  const aliases = ["alt_name", "short_name", "old_name", "name:en", "name:id"]
    .flatMap((key) => tags[key]?.split(";") ?? [])
    .map((alias) => alias.trim())
    .filter((alias) => alias !== "" && alias !== name);
  const parent = tags["is_in"]?.trim();
  // A place with an article of its own is one that people know.
  const isKnown = "wikipedia" in tags || "wikidata" in tags;
  const weight = tags["atlas:weight"] === undefined ? found.weight + (isKnown ? 0.2 : 0) : Number(tags["atlas:weight"]);
  return [
    {
      name,
      kind: found.kind,
      lat: round(lat),
      lng: round(lng),
      weight: Math.min(1, weight),
      ...(aliases.length > 0 ? { aliases: [...new Set(aliases)] } : {}),
      ...(parent ? { parent } : {}),
    },
  ];
}

function kindOf(tags: Tags): { kind: PlaceKind; weight: number } | null {
  const place = tags["place"] ?? "";
  if (place === "city") return { kind: "city", weight: 0.9 };
  if (place === "town" || place === "suburb") return { kind: "area", weight: 0.6 };
  if (place === "village" || place === "quarter" || place === "neighbourhood") return { kind: "area", weight: 0.35 };
  if (tags["aeroway"] === "aerodrome") return { kind: "airport", weight: 0.8 };
  if (tags["railway"] === "station" || tags["amenity"] === "bus_station") return { kind: "station", weight: 0.6 };
  if (tags["shop"] === "mall" || tags["shop"] === "department_store") return { kind: "mall", weight: 0.6 };
  if (tags["amenity"] === "hospital") return { kind: "hospital", weight: 0.45 };
  if (tags["leisure"] === "park") return { kind: "park", weight: 0.4 };
  if (tags["leisure"] === "stadium") return { kind: "landmark", weight: 0.6 };
  if (["attraction", "museum", "theme_park", "zoo", "hotel"].includes(tags["tourism"] ?? "")) {
    return { kind: "landmark", weight: tags["tourism"] === "hotel" ? 0.35 : 0.55 };
  }
  if ("historic" in tags) return { kind: "landmark", weight: 0.5 };
  if (["university", "townhall", "place_of_worship", "theatre", "marketplace"].includes(tags["amenity"] ?? "")) {
    return { kind: "landmark", weight: 0.35 };
  }
  return null;
}

/** Names the nearest area, when one is near enough to be it. */
export function withParent(place: PlaceRecord, areas: readonly PlaceRecord[]): PlaceRecord {
  let nearest: PlaceRecord | null = null;
  let nearestM = 6_000;
  for (const area of areas) {
    const distanceM = area === place ? Infinity : haversineM(area, place);
    if (distanceM < nearestM) [nearest, nearestM] = [area, distanceM];
  }
  return nearest === null ? place : { ...place, parent: nearest.name };
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
