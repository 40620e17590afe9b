import { NodeStore } from "./node-store.ts";
import type { OsmData, OsmNode, OsmRelation, OsmWay, Tags } from "./osm-data.ts";
import { ExtractError, readBlobs } from "./read-blobs.ts";
import { readBlock } from "./read-block.ts";

/** Ways and relations without one of these are of no use to a city. */
const USEFUL_KEYS = [
  "highway",
  "building",
  "waterway",
  "water",
  "natural",
  "landuse",
  "leisure",
  "amenity",
  "tourism",
  "shop",
  "historic",
  "railway",
  "aeroway",
  "place",
  "boundary",
  "type",
];

export interface ReadOptions {
  /** Told the share read, 0 … 1. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads an OpenStreetMap extract into memory.
 * @throws ExtractError when the file is none, is damaged, or needs a feature of the format that is not known.
 */
export async function readOsmPbf(path: string, { onProgress }: ReadOptions = {}): Promise<OsmData> {
  const positions = new NodeStore();
  const nodes: OsmNode[] = [];
  const ways: OsmWay[] = [];
  const relations: OsmRelation[] = [];
  let hasHeader = false;
  for await (const { type, data, progress } of readBlobs(path)) {
    if (type === "OSMHeader") hasHeader = true;
    if (type === "OSMData") {
      try {
        readBlock(data, {
          position: (id, latE7, lngE7) => positions.add(id, latE7, lngE7),
          node: (node) => nodes.push(node),
          way: (way) => isUseful(way.tags) && ways.push(way),
          relation: (relation) => isUseful(relation.tags) && relations.push(relation),
        });
      } catch (cause) {
        throw new ExtractError(path, "a block is damaged", { cause });
      }
    }
    onProgress?.(progress);
  }
  if (!hasHeader) throw new ExtractError(path, "not an .osm.pbf file (no header)");
  return { positions, nodes, ways, relations };
}

function isUseful(tags: Tags): boolean {
  return USEFUL_KEYS.some((key) => key in tags);
}
