import type { Bounds } from "@atlas/core/bounding-box";
import { PbfReader } from "pbf";
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

/** Relations whose ways are drawn. */
const AREA_RELATIONS = new Set(["multipolygon", "boundary"]);

export interface ReadOptions {
  /** Called with the share read, 0 … 1. */
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
  // Members of relations often have no tags of their own, and relations come after the ways.
  const otherWays = new Map<number, OsmWay>();
  let bounds: Bounds | null = null;
  let hasHeader = false;
  for await (const { type, data, progress } of readBlobs(path)) {
    if (type === "OSMHeader") {
      hasHeader = true;
      bounds = readBounds(data);
    }
    if (type === "OSMData") {
      try {
        readBlock(data, {
          position: (id, latE7, lngE7) => positions.add(id, latE7, lngE7),
          node: (node) => nodes.push(node),
          way: (way) => (isUseful(way.tags) ? ways.push(way) : otherWays.set(way.id, way)),
          relation: (relation) => isUseful(relation.tags) && relations.push(relation),
        });
      } catch (cause) {
        throw new ExtractError(path, "a block is damaged", { cause });
      }
    }
    onProgress?.(progress);
  }
  if (!hasHeader) throw new ExtractError(path, "not an .osm.pbf file (no header)");
  return { bounds, positions, nodes, ways: [...ways, ...membersAmong(otherWays, relations)], relations };
}

function membersAmong(ways: ReadonlyMap<number, OsmWay>, relations: readonly OsmRelation[]): OsmWay[] {
  const wanted = new Set(
    relations.flatMap(({ tags, members }) =>
      AREA_RELATIONS.has(tags["type"] ?? "") ? members.flatMap(({ type, id }) => (type === "way" ? [id] : [])) : [],
    ),
  );
  return [...wanted].flatMap((id) => ways.get(id) ?? []);
}

/** The bounding box of a HeaderBlock, which stands there in nanodegrees. */
function readBounds(header: Uint8Array): Bounds | null {
  const sides = new PbfReader(header).readFields((tag, found: number[], pbf) => {
    if (tag !== 1) return;
    pbf.readMessage((field, into: number[], box) => {
      if (field <= 4) into[field] = box.readSVarint() / 1e9;
    }, found);
  }, []);
  const [, west, east, north, south] = sides;
  if (west === undefined || east === undefined || north === undefined || south === undefined) return null;
  return [west, south, east, north];
}

function isUseful(tags: Tags): boolean {
  return USEFUL_KEYS.some((key) => key in tags);
}
