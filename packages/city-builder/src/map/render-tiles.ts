import { gzipSync } from "node:zlib";
import type { Bounds } from "@atlas/core/bounding-box";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { MAP_LAYERS, type MapFeature } from "./map-feature.ts";

export const MAX_ZOOM = 14;
const EXTENT = 4096;

/** What is used of geojson-vt, whose own types do not resolve under NodeNext (imports without extensions). */
interface TileIndex {
  getTile(z: number, x: number, y: number): CutTile | null;
}
interface CutTile {
  readonly features: readonly { readonly tags: Readonly<Record<string, unknown>> | null }[];
}

/** A gzipped vector tile. */
export interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly data: Uint8Array;
}

export interface RenderOptions {
  readonly bounds: Bounds;
  /** Called with the share of zoom 0 … 14 done, 0 … 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Cuts features into the tiles of zooms 0 … 14 that the bounds touch; tiles with nothing in them are left out. */
export function renderTiles(features: readonly MapFeature[], { bounds, onProgress }: RenderOptions): Tile[] {
  const indexes = MAP_LAYERS.map((layer) => ({
    layer,
    index: indexOf(features.filter((each) => each.layer === layer)),
  }));
  const addresses = tileAddresses(bounds);
  return addresses.flatMap(({ z, x, y }, done): Tile[] => {
    if (done % 64 === 0) onProgress?.(done / addresses.length);
    const layers: Record<string, CutTile> = {};
    for (const { layer, index } of indexes) {
      const tile = index?.getTile(z, x, y) ?? null;
      if (tile === null) continue;
      // Everything is indexed once; what is not drawn at this zoom yet drops out here.
      const drawn = tile.features.filter(({ tags }) => Number(tags?.["min_zoom"] ?? 0) <= z);
      if (drawn.length > 0) layers[layer] = { ...tile, features: drawn };
    }
    if (Object.keys(layers).length === 0) return [];
    return [{ z, x, y, data: gzipSync(fromGeojsonVt(layers, { version: 2, extent: EXTENT }), { level: 9 }) }];
  });
}

function indexOf(features: readonly MapFeature[]): TileIndex | null {
  if (features.length === 0) return null;
  return new GeoJSONVT(
    {
      type: "FeatureCollection",
      features: features.map(({ geometry, properties }) => ({ type: "Feature", geometry, properties })),
    },
    { maxZoom: MAX_ZOOM, indexMaxZoom: 4, tolerance: 3, extent: EXTENT, buffer: 80, wrap: false },
  );
}

function tileAddresses([west, south, east, north]: Bounds): { z: number; x: number; y: number }[] {
  const addresses: { z: number; x: number; y: number }[] = [];
  for (let z = 0; z <= MAX_ZOOM; z++) {
    const [left, top] = tileOf(west, north, z);
    const [right, bottom] = tileOf(east, south, z);
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) addresses.push({ z, x, y });
  }
  return addresses;
}

/** Web Mercator tile that holds the point. */
function tileOf(lng: number, lat: number, z: number): [number, number] {
  const tiles = 2 ** z;
  const sin = Math.sin((lat * Math.PI) / 180);
  const x = Math.floor(((lng + 180) / 360) * tiles);
  const y = Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * tiles);
  return [Math.max(0, Math.min(tiles - 1, x)), Math.max(0, Math.min(tiles - 1, y))];
}
