import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Bounds } from "@atlas/core/bounding-box";
import { PbfWriter } from "pbf";
import { zxyToTileId } from "pmtiles";
import { MAP_LAYERS } from "./map-feature.ts";
import { MAX_ZOOM, type Tile } from "./render-tiles.ts";

export interface ArchiveInfo {
  readonly name: string;
  readonly attribution: string;
  readonly bounds: Bounds;
}

interface Entry {
  readonly tileId: number;
  readonly offset: number;
  readonly length: number;
  runLength: number;
}

const HEADER_BYTES = 127;
/** Readers fetch the header and root directory in one request of this size. */
const ROOT_LIMIT = 16_384 - HEADER_BYTES;
const LEAF_ENTRIES = 4_096;
const GZIP = 2;
const MVT = 1;

/** One PMTiles v3 archive (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md), equal tiles stored once. */
export function encodePmtiles(tiles: readonly Tile[], { name, attribution, bounds }: ArchiveInfo): Uint8Array {
  const { entries, contents } = layOut(tiles);
  const { root, leaves } = directories(entries);
  const metadata = gzipSync(
    JSON.stringify({
      name,
      attribution,
      type: "baselayer",
      vector_layers: MAP_LAYERS.map((id) => ({ id, fields: {} })),
    }),
  );
  const tileBytes = contents.reduce((sum, data) => sum + data.length, 0);
  const metadataOffset = HEADER_BYTES + root.length;
  const leafOffset = metadataOffset + metadata.length;
  const tileOffset = leafOffset + leaves.length;

  const header = Buffer.alloc(HEADER_BYTES);
  header.write("PMTiles", 0, "latin1");
  header.writeUInt8(3, 7);
  const sizes = [
    HEADER_BYTES,
    root.length,
    metadataOffset,
    metadata.length,
    leafOffset,
    leaves.length,
    tileOffset,
    tileBytes,
  ];
  const counts = [tiles.length, entries.length, contents.length];
  for (const [index, value] of [...sizes, ...counts].entries()) header.writeBigUInt64LE(BigInt(value), 8 + index * 8);
  header.set([1, GZIP, GZIP, MVT, 0, MAX_ZOOM], 96);
  for (const [index, degrees] of bounds.entries()) header.writeInt32LE(Math.round(degrees * 1e7), 102 + index * 4);
  header.writeUInt8(12, 118);
  header.writeInt32LE(Math.round(((bounds[0] + bounds[2]) / 2) * 1e7), 119);
  header.writeInt32LE(Math.round(((bounds[1] + bounds[3]) / 2) * 1e7), 123);
  return Buffer.concat([header, root, metadata, leaves, ...contents]);
}

function layOut(tiles: readonly Tile[]): { entries: Entry[]; contents: Uint8Array[] } {
  const numbered = tiles.map((tile) => ({ tileId: zxyToTileId(tile.z, tile.x, tile.y), data: tile.data }));
  numbered.sort((a, b) => a.tileId - b.tileId);
  const stored = new Map<string, { offset: number; length: number }>();
  const contents: Uint8Array[] = [];
  const entries: Entry[] = [];
  let end = 0;
  for (const { tileId, data } of numbered) {
    const digest = createHash("sha256").update(data).digest("base64");
    let place = stored.get(digest);
    if (place === undefined) {
      place = { offset: end, length: data.length };
      stored.set(digest, place);
      contents.push(data);
      end += data.length;
    }
    const last = entries[entries.length - 1];
    if (last !== undefined && last.offset === place.offset && last.tileId + last.runLength === tileId) last.runLength++;
    else entries.push({ tileId, ...place, runLength: 1 });
  }
  return { entries, contents };
}

function directories(entries: readonly Entry[]): { root: Uint8Array; leaves: Uint8Array } {
  const whole = encodeDirectory(entries);
  if (whole.length <= ROOT_LIMIT) return { root: whole, leaves: new Uint8Array() };
  const leaves: Uint8Array[] = [];
  const pointers: Entry[] = [];
  let offset = 0;
  for (let start = 0; start < entries.length; start += LEAF_ENTRIES) {
    const part = entries.slice(start, start + LEAF_ENTRIES);
    const leaf = encodeDirectory(part);
    // A run length of 0 says that the entry points to a leaf.
    pointers.push({ tileId: part[0]?.tileId ?? 0, offset, length: leaf.length, runLength: 0 });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: encodeDirectory(pointers), leaves: Buffer.concat(leaves) };
}

function encodeDirectory(entries: readonly Entry[]): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarint(entries.length);
  for (const [index, entry] of entries.entries()) pbf.writeVarint(entry.tileId - (entries[index - 1]?.tileId ?? 0));
  for (const { runLength } of entries) pbf.writeVarint(runLength);
  for (const { length } of entries) pbf.writeVarint(length);
  for (const [index, { offset }] of entries.entries()) {
    const previous = entries[index - 1];
    // 0 says "right after the one before".
    pbf.writeVarint(previous !== undefined && previous.offset + previous.length === offset ? 0 : offset + 1);
  }
  return gzipSync(pbf.finish());
}
