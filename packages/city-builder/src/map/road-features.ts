import type { OsmData, OsmWay, Tags } from "../osm/osm-data.ts";
import type { MapFeature } from "./map-feature.ts";
import { lineOf } from "./rings.ts";

interface RoadLook {
  readonly kind: "highway" | "major_road" | "minor_road" | "path" | "rail";
  readonly minZoom: number;
  readonly rank: number;
}

/** By `highway` or `railway`: kind, first zoom and order of drawing, as Protomaps has them. */
const LOOKS: Readonly<Record<string, RoadLook>> = {
  motorway: { kind: "highway", minZoom: 6, rank: 400 },
  motorway_link: { kind: "highway", minZoom: 11, rank: 380 },
  trunk: { kind: "major_road", minZoom: 7, rank: 370 },
  trunk_link: { kind: "major_road", minZoom: 12, rank: 360 },
  primary: { kind: "major_road", minZoom: 8, rank: 350 },
  primary_link: { kind: "major_road", minZoom: 12, rank: 340 },
  secondary: { kind: "major_road", minZoom: 9, rank: 330 },
  secondary_link: { kind: "major_road", minZoom: 13, rank: 320 },
  tertiary: { kind: "major_road", minZoom: 11, rank: 310 },
  tertiary_link: { kind: "major_road", minZoom: 13, rank: 300 },
  unclassified: { kind: "minor_road", minZoom: 12, rank: 200 },
  residential: { kind: "minor_road", minZoom: 12, rank: 200 },
  living_street: { kind: "minor_road", minZoom: 13, rank: 190 },
  service: { kind: "minor_road", minZoom: 13, rank: 180 },
  pedestrian: { kind: "path", minZoom: 13, rank: 100 },
  footway: { kind: "path", minZoom: 14, rank: 90 },
  path: { kind: "path", minZoom: 14, rank: 90 },
  steps: { kind: "path", minZoom: 14, rank: 90 },
  cycleway: { kind: "path", minZoom: 14, rank: 90 },
  track: { kind: "path", minZoom: 13, rank: 95 },
  rail: { kind: "rail", minZoom: 11, rank: 150 },
  light_rail: { kind: "rail", minZoom: 11, rank: 150 },
  subway: { kind: "rail", minZoom: 12, rank: 140 },
  tram: { kind: "rail", minZoom: 13, rank: 130 },
};

/** Roads and rails; ways with the same look and name are joined end to end, which saves space and lets labels follow the street. */
export function roadFeatures(data: OsmData): MapFeature[] {
  const groups = new Map<string, { look: RoadLook; tags: Tags; detail: string; lines: [number, number][][] }>();
  for (const way of data.ways) {
    const detail = way.tags["highway"] ?? way.tags["railway"] ?? "";
    const look = LOOKS[detail];
    if (look === undefined || way.tags["area"] === "yes") continue;
    const line = lineOf(data, way.nodeIds);
    if (line.length < 2) continue;
    const key = [detail, way.tags["name"], isSet(way, "bridge"), isSet(way, "tunnel")].join("\u0000");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { look, tags: way.tags, detail, lines: [line] });
    else group.lines.push(line);
  }
  return [...groups.values()].map(({ look, tags, detail, lines }) => ({
    layer: "roads",
    geometry: { type: "MultiLineString", coordinates: joinLines(lines) },
    minZoom: look.minZoom,
    properties: {
      kind: look.kind,
      kind_detail: detail.replace(/_link$/, ""),
      min_zoom: look.minZoom,
      sort_rank: look.rank,
      ...(tags["name"] ? { name: tags["name"] } : {}),
      ...(detail.endsWith("_link") ? { is_link: true } : {}),
      ...(isTagSet(tags, "bridge") ? { is_bridge: true } : {}),
      ...(isTagSet(tags, "tunnel") ? { is_tunnel: true } : {}),
    },
  }));
}

function isSet(way: OsmWay, key: string): boolean {
  return isTagSet(way.tags, key);
}

function isTagSet(tags: Tags, key: string): boolean {
  return tags[key] !== undefined && tags[key] !== "no";
}

/** Joins lines wherever exactly two of them meet end to end. */
export function joinLines(lines: readonly [number, number][][]): [number, number][][] {
  const meeting = new Map<string, number>();
  for (const line of lines) {
    for (const end of endsOf(line)) meeting.set(end, (meeting.get(end) ?? 0) + 1);
  }
  const byEnd = new Map<string, [number, number][][]>();
  for (const line of lines) {
    for (const end of endsOf(line)) byEnd.set(end, [...(byEnd.get(end) ?? []), line]);
  }
  const isUsed = new Set<[number, number][]>();
  const extend = (line: [number, number][]): [number, number][] => {
    const joined = [...line];
    for (;;) {
      const end = keyOf(joined[joined.length - 1]);
      const next = meeting.get(end) === 2 ? byEnd.get(end)?.find((other) => !isUsed.has(other)) : undefined;
      if (next === undefined) return joined;
      isUsed.add(next);
      joined.push(...(keyOf(next[0]) === end ? next : next.toReversed()).slice(1));
    }
  };
  const joined: [number, number][][] = [];
  for (const line of lines) {
    if (isUsed.has(line)) continue;
    isUsed.add(line);
    joined.push(extend(extend(line).reverse()));
  }
  return joined;
}

function endsOf(line: readonly [number, number][]): string[] {
  return [keyOf(line[0]), keyOf(line[line.length - 1])];
}

function keyOf(point: readonly [number, number] | undefined): string {
  return point === undefined ? "" : `${point[0]},${point[1]}`;
}
