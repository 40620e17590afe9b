/** The Protomaps layers that Atlas writes; any Protomaps style draws them. */
export const MAP_LAYERS = ["earth", "landuse", "water", "buildings", "roads", "boundaries", "places", "pois"] as const;
export type MapLayer = (typeof MAP_LAYERS)[number];

export type MapGeometry =
  | { readonly type: "Point"; readonly coordinates: [number, number] }
  | { readonly type: "MultiLineString"; readonly coordinates: [number, number][][] }
  | { readonly type: "Polygon"; readonly coordinates: [number, number][][] };

/** One thing to draw, from `minZoom` on. */
export interface MapFeature {
  readonly layer: MapLayer;
  readonly geometry: MapGeometry;
  readonly minZoom: number;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}
