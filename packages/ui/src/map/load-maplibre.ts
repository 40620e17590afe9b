import type * as MapLibre from "maplibre-gl";

type MapLibreModule = typeof MapLibre;

let loading: Promise<MapLibreModule> | null = null;

/** MapLibre with our worker and the `pmtiles` protocol, loaded once and only by pages that show a map. */
export function loadMapLibre(): Promise<MapLibreModule> {
  loading ??= load();
  return loading;
}

async function load(): Promise<MapLibreModule> {
  const [maplibre, pmtiles] = await Promise.all([import("maplibre-gl"), import("pmtiles")]);
  maplibre.setWorkerUrl(new URL("/maplibre-gl-worker.mjs", location.href).href);
  maplibre.addProtocol("pmtiles", new pmtiles.Protocol().tile);
  return maplibre;
}

/** Whether a PMTiles archive is available at this address (its header can be read by a range request). */
export async function hasBasemap(url: string): Promise<boolean> {
  const { PMTiles } = await import("pmtiles");
  try {
    await new PMTiles(url).getHeader();
    return true;
  } catch {
    return false;
  }
}
