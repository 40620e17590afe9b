import type { Feature, FeatureCollection, Position } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { layers as protomapsLayers } from "@protomaps/basemaps";

import type { Locale } from "../preferences.ts";
import { mapCredit } from "./map-credit.ts";
import type { Landmark, MapCity } from "./map-city.ts";
import { basemapFlavor, MAP_PALETTES, type MapPalette } from "./palette.ts";

interface StyleInput {
  readonly city: MapCity;
  readonly theme: "light" | "dark";
  /** The archive's absolute URL, once it is known to be available; null draws the plain map. */
  readonly basemapUrl: string | null;
  readonly landmarks: readonly Landmark[];
  readonly language: Locale;
}

/** The whole map style: the city's own tiles, or a plain map of its service area, with what lies outside it dimmed. */
export function mapStyle({ city, theme, basemapUrl, landmarks, language }: StyleInput): StyleSpecification {
  const palette = MAP_PALETTES[theme];
  const attribution = mapCredit(city.attribution, language);
  const ground: LayerSpecification[] = basemapUrl
    ? protomapsLayers("basemap", basemapFlavor(theme), { lang: language }).map(withoutIcon).map(unsorted)
    : plainGround(palette);
  return {
    version: 8,
    sources: {
      ...(basemapUrl
        ? { basemap: { type: "vector", url: `pmtiles://${basemapUrl}`, attribution } }
        : {
            graticule: { type: "geojson", data: graticule(city.bounds) },
            landmarks: { type: "geojson", data: landmarkPoints(landmarks), attribution },
          }),
      "service-area": { type: "geojson", data: { type: "Feature", properties: {}, geometry: city.serviceArea } },
      outside: { type: "geojson", data: outsideOf(city) },
    },
    layers: [
      ...ground,
      {
        id: "outside",
        type: "fill",
        source: "outside",
        paint: { "fill-color": palette.outside, "fill-opacity": basemapUrl ? 0.55 : 1 },
      },
      {
        id: "service-area-line",
        type: "line",
        source: "service-area",
        paint: { "line-color": palette.outline, "line-width": 1.5, "line-dasharray": [3, 2], "line-opacity": 0.8 },
      },
      ...(basemapUrl ? [] : plainLabels(palette)),
    ],
  };
}

/** Icons would need a sprite sheet from elsewhere: labels stand without them, and what is only an icon is left out. */
function withoutIcon(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== "symbol" || layer.layout === undefined || !("icon-image" in layer.layout)) return layer;
  const { "icon-image": _icon, ...layout } = layer.layout;
  return { ...layer, layout };
}

/** Small extracts leave out the rank that labels are sorted by; without it MapLibre warns for every one. */
function unsorted(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== "symbol" || layer.layout?.["symbol-sort-key"] === undefined) return layer;
  const { "symbol-sort-key": _rank, ...layout } = layer.layout;
  return { ...layer, layout };
}

function plainGround(palette: MapPalette): LayerSpecification[] {
  return [
    { id: "background", type: "background", paint: { "background-color": palette.land } },
    {
      id: "graticule",
      type: "line",
      source: "graticule",
      paint: { "line-color": palette.graticule, "line-width": 1 },
    },
  ];
}

function plainLabels(palette: MapPalette): LayerSpecification[] {
  return [
    {
      id: "landmark-dots",
      type: "circle",
      source: "landmarks",
      paint: { "circle-radius": 3, "circle-color": palette.quiet },
    },
    {
      id: "landmark-labels",
      type: "symbol",
      source: "landmarks",
      layout: {
        "text-field": ["get", "label"],
        "text-font": ["Atlas Map Medium"],
        "text-size": 12,
        "text-offset": [0, 0.8],
        "text-anchor": "top",
        "text-max-width": 8,
      },
      paint: { "text-color": palette.label, "text-halo-color": palette.halo, "text-halo-width": 1.5 },
    },
  ];
}

function landmarkPoints(landmarks: readonly Landmark[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: landmarks.map(({ label, lat, lng }) => ({
      type: "Feature",
      properties: { label },
      geometry: { type: "Point", coordinates: [lng, lat] },
    })),
  };
}

/** Lines every 0.02° (about 2.2 km) over the bounds and half as much again around them. */
function graticule([west, south, east, north]: MapCity["bounds"]): FeatureCollection {
  const step = 0.02;
  const padLng = (east - west) / 2;
  const padLat = (north - south) / 2;
  const features: Feature[] = [];
  const line = (from: Position, to: Position): void => {
    features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [from, to] } });
  };
  for (let lng = Math.floor((west - padLng) / step) * step; lng <= east + padLng; lng += step) {
    line([lng, south - padLat], [lng, north + padLat]);
  }
  for (let lat = Math.floor((south - padLat) / step) * step; lat <= north + padLat; lat += step) {
    line([west - padLng, lat], [east + padLng, lat]);
  }
  return { type: "FeatureCollection", features };
}

/** The world with the service area cut out. */
function outsideOf(city: MapCity): Feature {
  const area = city.serviceArea;
  const rings = area.type === "Polygon" ? area.coordinates.slice(0, 1) : area.coordinates.flatMap((p) => p.slice(0, 1));
  const world: Position[] = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
    [-180, -85],
  ];
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [world, ...rings] } };
}
