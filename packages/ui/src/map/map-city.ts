import type { MultiPolygon, Polygon } from "geojson";

export interface MapPoint {
  readonly lat: number;
  readonly lng: number;
}

/** `[lng, lat]`, GeoJSON's order. */
export type LngLatPair = readonly [number, number];

/** What the map needs to know of a city; `city.get` returns a superset. */
export interface MapCity {
  readonly center: MapPoint;
  /** west, south, east, north */
  readonly bounds: readonly [number, number, number, number];
  readonly serviceArea: Polygon | MultiPolygon;
  /** A PMTiles archive on the gateway, absolute or from its root; null when the city has none. */
  readonly basemapUrl: string | null;
  readonly isSchematic: boolean;
  readonly attribution: string;
}

/** A named point drawn where there is no basemap. */
export interface Landmark extends MapPoint {
  readonly label: string;
}
