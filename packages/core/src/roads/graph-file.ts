import { openRoadGraph, type RoadGraph, type RoadTables } from "./road-graph.ts";

/** "ATLR" in little-endian bytes. */
const MAGIC = 0x524c_5441;
const VERSION = 1;
const HEADER_WORDS = 20;

/** A file that is not a graph, of another version, cut off or damaged. Build the city again. */
export class GraphFileError extends Error {
  constructor(message: string) {
    super(`graph.bin: ${message}. Build the city again with \`npm run city -- build\`.`);
    this.name = "GraphFileError";
  }
}

/**
 * The graph as bytes: magic, version, checksum (FNV-1a over the 32-bit words after it), length and counts, then the tables,
 * each padded to 4 bytes. Little-endian, like every machine that Atlas runs on.
 */
export function encodeGraph(graph: RoadTables): Uint8Array {
  const names = new TextEncoder().encode(JSON.stringify(graph.names));
  const tables = [
    graph.nodeLat,
    graph.nodeLng,
    graph.nodeFlags,
    graph.firstArc,
    graph.arcHead,
    graph.arcSegment,
    graph.segmentClass,
    graph.segmentFlags,
    graph.segmentKph,
    graph.segmentLengthM,
    graph.segmentName,
    graph.firstShape,
    graph.shapeLat,
    graph.shapeLng,
    graph.landmarks.times,
    names,
  ];
  const length = HEADER_WORDS * 4 + tables.reduce((sum, table) => sum + padded(table.byteLength), 0);
  const bytes = new Uint8Array(length);
  const header = new Uint32Array(bytes.buffer, 0, HEADER_WORDS);
  header.set([
    MAGIC,
    VERSION,
    0,
    length,
    graph.nodeLat.length,
    graph.arcHead.length,
    graph.segmentClass.length,
    graph.shapeLat.length,
    graph.landmarks.count,
    names.byteLength,
  ]);
  let offset = HEADER_WORDS * 4;
  for (const table of tables) {
    bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), offset);
    offset += padded(table.byteLength);
  }
  header[2] = checksum(bytes);
  return bytes;
}

/**
 * Reads `encodeGraph`'s bytes back, without copying them when they are 4-byte aligned.
 * @throws GraphFileError
 */
export function decodeGraph(file: Uint8Array): RoadGraph {
  const bytes = file.byteOffset % 4 === 0 ? file : file.slice();
  if (bytes.byteLength < HEADER_WORDS * 4 || bytes.byteLength % 4 !== 0) throw new GraphFileError("cut off");
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS);
  const [magic, version, sum, length, nodes = 0, arcs = 0, segments = 0, shapes = 0, landmarks = 0, namesLength = 0] =
    header;
  if (magic !== MAGIC) throw new GraphFileError("not a road graph");
  if (version !== VERSION) throw new GraphFileError(`version ${version}, this Atlas reads ${VERSION}`);
  if (length !== bytes.byteLength) throw new GraphFileError("cut off");
  if (sum !== checksum(bytes)) throw new GraphFileError("damaged (checksum differs)");

  let offset = bytes.byteOffset + HEADER_WORDS * 4;
  const next = (byteLength: number): number => {
    const start = offset;
    offset += padded(byteLength);
    if (offset > bytes.byteOffset + bytes.byteLength) throw new GraphFileError("its tables are longer than the file");
    return start;
  };
  const { buffer } = bytes;
  const int32 = (count: number): Int32Array => new Int32Array(buffer, next(count * 4), count);
  const uint32 = (count: number): Uint32Array => new Uint32Array(buffer, next(count * 4), count);
  const uint8 = (count: number): Uint8Array => new Uint8Array(buffer, next(count), count);
  // Object properties are evaluated in order, which is the order of the file.
  return openRoadGraph({
    nodeLat: int32(nodes),
    nodeLng: int32(nodes),
    nodeFlags: uint8(nodes),
    firstArc: uint32(nodes + 1),
    arcHead: uint32(arcs),
    arcSegment: uint32(arcs),
    segmentClass: uint8(segments),
    segmentFlags: uint8(segments),
    segmentKph: uint8(segments),
    segmentLengthM: new Float32Array(buffer, next(segments * 4), segments),
    segmentName: uint32(segments),
    firstShape: uint32(segments + 1),
    shapeLat: int32(shapes),
    shapeLng: int32(shapes),
    landmarks: {
      count: landmarks,
      times: new Uint16Array(buffer, next(nodes * landmarks * 4), nodes * landmarks * 2),
    },
    names: JSON.parse(new TextDecoder().decode(uint8(namesLength))),
  });
}

function padded(byteLength: number): number {
  return Math.ceil(byteLength / 4) * 4;
}

/** FNV-1a over 32-bit words from the length on; any single changed word changes it. */
function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  let hash = 0x811c_9dc5;
  for (let index = 3; index < words.length; index++) hash = Math.imul(hash ^ (words[index] ?? 0), 0x0100_0193);
  return hash >>> 0;
}
