"use client";
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification } from "maplibre-gl";
import { useEffect } from "react";

import { removeLayersAndSource, setSourceData } from "./geojson-source.ts";
import type { LngLatPair, MapPoint } from "./map-city.ts";
import { useAtlasMap, useMapLayers } from "./map-context.ts";
import { splitRoute } from "./split-route.ts";

interface RouteLineProps {
  readonly geometry: readonly LngLatPair[];
  /** Fades the part behind this point. */
  readonly drivenTo?: MapPoint | null;
  /** The points that the route joins; a dotted line leads from each to where the road begins and ends. */
  readonly ends?: readonly [MapPoint, MapPoint];
}

const SOURCE = "atlas-route";
const LAYERS = ["atlas-route-links", "atlas-route-casing", "atlas-route-line", "atlas-route-core"];

/** The route: an ink line with a marigold core, the part already driven faded. One a map. */
export function RouteLine({ geometry, drivenTo = null, ends }: RouteLineProps): null {
  const { map, styleVersion } = useAtlasMap();

  useMapLayers(({ map: target, palette }) => {
    target.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    const layout = { "line-cap": "round", "line-join": "round" } as const;
    const isAhead: ExpressionSpecification = ["==", ["get", "part"], "ahead"];
    const isRoad: ExpressionSpecification = ["!=", ["get", "part"], "link"];
    target.addLayer({
      id: "atlas-route-links",
      type: "line",
      source: SOURCE,
      filter: ["==", ["get", "part"], "link"],
      layout,
      paint: { "line-color": palette.quiet, "line-width": 4, "line-dasharray": [0.1, 1.8] },
    });
    target.addLayer({
      id: "atlas-route-casing",
      type: "line",
      source: SOURCE,
      filter: isRoad,
      layout,
      paint: { "line-color": palette.routeCasing, "line-width": 11, "line-opacity": 0.9 },
    });
    target.addLayer({
      id: "atlas-route-line",
      type: "line",
      source: SOURCE,
      filter: isRoad,
      layout,
      paint: { "line-color": ["case", isAhead, palette.route, palette.routeDriven], "line-width": 7.5 },
    });
    target.addLayer({
      id: "atlas-route-core",
      type: "line",
      source: SOURCE,
      filter: isAhead,
      layout,
      paint: { "line-color": palette.routeCore, "line-width": 3 },
    });
    return () => removeLayersAndSource(target, LAYERS, SOURCE);
  });

  useEffect(() => {
    setSourceData(map, SOURCE, routeParts(geometry, drivenTo, ends));
  }, [map, styleVersion, geometry, drivenTo, ends]);

  return null;
}

function routeParts(
  geometry: readonly LngLatPair[],
  drivenTo: MapPoint | null,
  ends: readonly [MapPoint, MapPoint] | undefined,
): FeatureCollection {
  const { driven, ahead } = drivenTo ? splitRoute(geometry, drivenTo) : { driven: [], ahead: geometry };
  const [first, last] = [geometry[0], geometry.at(-1)];
  const parts = [
    { part: "driven", line: driven },
    { part: "ahead", line: ahead },
    ...(ends && first && last
      ? [
          { part: "link", line: [pairOf(ends[0]), first] },
          { part: "link", line: [last, pairOf(ends[1])] },
        ]
      : []),
  ];
  return {
    type: "FeatureCollection",
    features: parts
      .filter(({ line }) => line.length > 1)
      .map(({ part, line }) => ({
        type: "Feature",
        properties: { part },
        geometry: { type: "LineString", coordinates: line.map(([lng, lat]) => [lng, lat]) },
      })),
  };
}

function pairOf({ lat, lng }: MapPoint): LngLatPair {
  return [lng, lat];
}
