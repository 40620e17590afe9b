import type { Bounds } from "@atlas/core/bounding-box";
import type { LatLng } from "@atlas/core/geo";
import { isInServiceArea } from "@atlas/core/service-area";
import type { OsmData } from "../osm/osm-data.ts";
import { coastLines } from "./coast-lines.ts";
import type { MapFeature } from "./map-feature.ts";
import type { Rings } from "./rings.ts";
import { type Sea, seaPolygons } from "./sea-polygons.ts";

export interface SeaOptions {
  /** The part of the world that the map shows. */
  readonly mapBounds: Bounds;
  /** Some places on streets: what the sea must not cover. */
  readonly streets: readonly LatLng[];
}

/** A sea with more of the streets than this, its bridges, is a mistake in the coast. */
const MAX_STREETS = 0.2;

/**
 * The sea that an extract's coastlines bound, out to where the extract ends, and what was wrong with them. Few extracts say
 * where they end, so each likely box is tried and the one in which most lines make sense is taken.
 */
export function seaFeatures(
  data: OsmData,
  { mapBounds, streets }: SeaOptions,
): { features: MapFeature[]; warnings: string[] } {
  const lines = coastLines(data);
  if (lines.length === 0) return { features: [], warnings: [] };
  const boxes = [data.bounds, data.positions.bounds(), mapBounds].filter((box) => box !== null);
  let sea: Sea = { polygons: [], leftOut: Infinity };
  for (const box of boxes) {
    const tried = seaPolygons(lines, box);
    if (tried.leftOut < sea.leftOut) sea = tried;
  }
  const dry = sea.polygons.filter((polygon) => streetShare(polygon, streets) <= MAX_STREETS);
  const flooding = sea.polygons.length - dry.length;
  return {
    features: dry.map(oceanFeature),
    warnings: [
      ...(sea.leftOut > 0 ? [`${sea.leftOut} coastlines end on the way or contradict others, and are left out`] : []),
      ...(flooding > 0 ? [`${flooding} seas would cover the streets, and are left out`] : []),
    ],
  };
}

function streetShare(polygon: Rings, streets: readonly LatLng[]): number {
  const covered = streets.filter((place) => isInServiceArea({ type: "Polygon", coordinates: polygon }, place));
  return streets.length === 0 ? 0 : covered.length / streets.length;
}

function oceanFeature(coordinates: Rings): MapFeature {
  return {
    layer: "water",
    geometry: { type: "Polygon", coordinates },
    minZoom: 0,
    properties: { kind: "ocean", min_zoom: 0, sort_rank: 200 },
  };
}
