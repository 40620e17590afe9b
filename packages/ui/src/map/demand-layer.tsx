"use client";
import type { Feature, FeatureCollection } from "geojson";
import { useEffect } from "react";

import { removeLayersAndSource, setSourceData } from "./geojson-source.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap, useMapLayers } from "./map-context.ts";
import type { MapPalette } from "./palette.ts";

/** How a cell stands: riders search in vain, there are enough drivers for those who book, or there are drivers only. */
export const CELL_KINDS = ["shortage", "demand", "supply"] as const;
export type CellKind = (typeof CELL_KINDS)[number];

export interface DemandCell {
  /** Its H3 index. */
  readonly cell: string;
  /** `[lng, lat]`, closed. */
  readonly ring: readonly (readonly [number, number])[];
  readonly searching: number;
  readonly booked: number;
  readonly available: number;
}

const SOURCE = "atlas-demand";
const LAYERS = ["atlas-demand-cells", "atlas-demand-edges", "atlas-demand-counts"];
/** Below, the counts would cover the cells. */
const COUNTS_FROM_ZOOM = 12.5;

/** How a cell stands. */
export function cellKindOf({ searching, booked, available }: Omit<DemandCell, "ring" | "cell">): CellKind {
  if (searching > available) return "shortage";
  return searching > 0 || booked > 0 ? "demand" : "supply";
}

/** The middle of a cell. */
export function middleOfRing(ring: DemandCell["ring"]): MapPoint {
  const corners = ring.slice(1);
  const mean = (at: 0 | 1): number => corners.reduce((sum, corner) => sum + corner[at], 0) / corners.length;
  return { lng: mean(0), lat: mean(1) };
}

/** Cells of a city in the colour of how each stands, with orders and available drivers as numbers once there is room. One a map. */
export function DemandLayer({ cells }: { readonly cells: readonly DemandCell[] }): null {
  const { map, styleVersion, palette } = useAtlasMap();

  useMapLayers(({ map: target, palette: inks }) => {
    target.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    target.addLayer({
      id: "atlas-demand-cells",
      type: "fill",
      source: SOURCE,
      paint: { "fill-color": ["get", "color"], "fill-opacity": ["get", "opacity"] },
    });
    target.addLayer({
      id: "atlas-demand-edges",
      type: "line",
      source: SOURCE,
      paint: {
        "line-color": ["get", "color"],
        "line-width": ["match", ["get", "kind"], "shortage", 2.5, 1],
        "line-opacity": 0.9,
      },
    });
    target.addLayer({
      id: "atlas-demand-counts",
      type: "symbol",
      source: SOURCE,
      // A label of an area would stand in each tile that the area touches.
      filter: ["==", ["geometry-type"], "Point"],
      minzoom: COUNTS_FROM_ZOOM,
      layout: {
        "text-field": ["get", "label"],
        "text-font": ["Atlas Map Bold"],
        "text-size": 12,
        "text-ignore-placement": true,
      },
      paint: { "text-color": inks.ink, "text-halo-color": inks.paper, "text-halo-width": 1.5 },
    });
    return () => removeLayersAndSource(target, LAYERS, SOURCE);
  });

  useEffect(() => setSourceData(map, SOURCE, featuresOf(cells, palette)), [map, styleVersion, cells, palette]);

  return null;
}

function featuresOf(cells: readonly DemandCell[], palette: MapPalette): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: cells.flatMap((cell): Feature[] => {
      const kind = cellKindOf(cell);
      const orders = Math.max(cell.searching, cell.booked);
      const count = kind === "supply" ? cell.available : orders;
      const properties = { kind, color: palette[kind], opacity: Math.min(0.5, 0.15 + count * 0.04) };
      const ring = cell.ring.map(([lng, lat]) => [lng, lat]);
      const { lat, lng } = middleOfRing(cell.ring);
      return [
        { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } },
        {
          type: "Feature",
          properties: { label: `${orders} / ${cell.available}` },
          geometry: { type: "Point", coordinates: [lng, lat] },
        },
      ];
    }),
  };
}
