"use client";
import type { FeatureCollection } from "geojson";
import { useEffect } from "react";

import { removeLayersAndSource, setSourceData } from "./geojson-source.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap, useMapLayers } from "./map-context.ts";

export interface TrackStretch {
  /** Nothing is known in between: the line only joins two places. */
  readonly isGap: boolean;
  readonly line: readonly MapPoint[];
}

const SOURCE = "atlas-track";
const LAYERS = ["atlas-track-casing", "atlas-track-line", "atlas-track-gaps"];

/** Where a car has been, over whatever was planned; dashed where nobody knows. One a map. */
export function TrackLine({ stretches }: { readonly stretches: readonly TrackStretch[] }): null {
  const { map, styleVersion } = useAtlasMap();

  useMapLayers(({ map: target, palette }) => {
    target.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    const layout = { "line-cap": "round", "line-join": "round" } as const;
    target.addLayer({
      id: "atlas-track-casing",
      type: "line",
      source: SOURCE,
      filter: ["!", ["get", "isGap"]],
      layout,
      paint: { "line-color": palette.routeCasing, "line-width": 6 },
    });
    target.addLayer({
      id: "atlas-track-line",
      type: "line",
      source: SOURCE,
      filter: ["!", ["get", "isGap"]],
      layout,
      paint: { "line-color": palette.track, "line-width": 3.5 },
    });
    target.addLayer({
      id: "atlas-track-gaps",
      type: "line",
      source: SOURCE,
      filter: ["get", "isGap"],
      layout,
      paint: { "line-color": palette.track, "line-width": 3, "line-dasharray": [0.1, 2.2] },
    });
    return () => removeLayersAndSource(target, LAYERS, SOURCE);
  });

  useEffect(() => setSourceData(map, SOURCE, featuresOf(stretches)), [map, styleVersion, stretches]);

  return null;
}

function featuresOf(stretches: readonly TrackStretch[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: stretches.map(({ isGap, line }) => ({
      type: "Feature",
      properties: { isGap },
      geometry: { type: "LineString", coordinates: line.map(({ lat, lng }) => [lng, lat]) },
    })),
  };
}
