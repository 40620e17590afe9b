import type { OsmData } from "../osm/osm-data.ts";
import type { MapFeature } from "./map-feature.ts";
import { lineOf } from "./rings.ts";
import { joinLines } from "./road-features.ts";

const KIND_BY_LEVEL: readonly { readonly upTo: number; readonly kind: string; readonly minZoom: number }[] = [
  { upTo: 2, kind: "country", minZoom: 0 },
  { upTo: 4, kind: "region", minZoom: 4 },
  { upTo: 6, kind: "county", minZoom: 8 },
  { upTo: 7, kind: "locality", minZoom: 11 },
];

/** Administrative boundaries as lines; a way shared by several areas is drawn once, at the highest level. */
export function boundaryFeatures(data: OsmData): MapFeature[] {
  const waysById = new Map(data.ways.map((way) => [way.id, way]));
  const levelOf = new Map<number, number>();
  const note = (wayId: number, level: number): void => {
    if (Number.isFinite(level)) levelOf.set(wayId, Math.min(level, levelOf.get(wayId) ?? Infinity));
  };
  for (const { tags, members } of data.relations) {
    if (tags["boundary"] !== "administrative") continue;
    for (const member of members) if (member.type === "way") note(member.id, Number(tags["admin_level"]));
  }
  for (const { id, tags } of data.ways) {
    if (tags["boundary"] === "administrative") note(id, Number(tags["admin_level"]));
  }
  return [...Map.groupBy(levelOf, ([, level]) => level)].flatMap(([level, entries]): MapFeature[] => {
    const look = KIND_BY_LEVEL.find(({ upTo }) => level <= upTo);
    const lines = entries.map(([wayId]) => lineOf(data, waysById.get(wayId)?.nodeIds ?? []));
    const drawn = lines.filter((line) => line.length >= 2);
    if (look === undefined || drawn.length === 0) return [];
    return [
      {
        layer: "boundaries",
        geometry: { type: "MultiLineString", coordinates: joinLines(drawn) },
        minZoom: look.minZoom,
        properties: { kind: look.kind, kind_detail: level, min_zoom: look.minZoom, sort_rank: 289 },
      },
    ];
  });
}
