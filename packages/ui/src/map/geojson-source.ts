import type { GeoJSON } from "geojson";
import type { GeoJSONSource, Map as MapLibreMap } from "maplibre-gl";

/** Gives a GeoJSON source of the map new data; does nothing while the style is being changed. */
export function setSourceData(map: MapLibreMap, id: string, data: GeoJSON): void {
  const source = map.style ? map.getSource<GeoJSONSource>(id) : undefined;
  void source?.setData(data);
}

/** Takes layers and the source that they drew from off the map. */
export function removeLayersAndSource(map: MapLibreMap, layers: readonly string[], source: string): void {
  for (const layer of layers) if (map.getLayer(layer)) map.removeLayer(layer);
  if (map.getSource(source)) map.removeSource(source);
}
