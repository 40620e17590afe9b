/** Coordinates are stored as whole units of 1e-7 degrees (about 1 cm), as OpenStreetMap does. */
export const DEGREES_PER_UNIT = 1e-7;

/** Bits of `segmentFlags`. */
export const ROUNDABOUT = 1;
export const BRIDGE = 2;
export const TUNNEL = 4;

/**
 * Bits of `nodeFlags`: the node is of the largest strongly connected part (every other node of it can be reached), of the
 * whole graph or of the graph without motorways, which motorbikes may not use.
 */
export const MAIN = 1;
export const MAIN_WITHOUT_MOTORWAYS = 2;

/**
 * What `graph.bin` stores. Nodes are junctions and ends; a *segment* is the undirected road between two of them with its
 * shape; an *arc* is one direction of travel on a segment (`arcSegment[arc] >> 1` is the segment, bit 0 set when it runs
 * against the shape). Arcs are sorted by tail (CSR). A junction with turn restrictions has copies at the same place.
 */
export interface RoadTables {
  readonly nodeLat: Int32Array;
  readonly nodeLng: Int32Array;
  /** Bits `MAIN` and `MAIN_WITHOUT_MOTORWAYS`. */
  readonly nodeFlags: Uint8Array;
  /** Arcs of node n are `firstArc[n] … firstArc[n + 1] - 1`. */
  readonly firstArc: Uint32Array;
  readonly arcHead: Uint32Array;
  readonly arcSegment: Uint32Array;
  readonly segmentClass: Uint8Array;
  readonly segmentFlags: Uint8Array;
  /** Average km/h without the hour's factor. */
  readonly segmentKph: Uint8Array;
  readonly segmentLengthM: Float32Array;
  /** Index into `names`; 0 is the road without a name. */
  readonly segmentName: Uint32Array;
  /** Shape of segment s are points `firstShape[s] … firstShape[s + 1] - 1`, its ends included. */
  readonly firstShape: Uint32Array;
  readonly shapeLat: Int32Array;
  readonly shapeLng: Int32Array;
  readonly names: readonly string[];
  readonly landmarks: LandmarkTables;
}

/**
 * Shortest times between every node and a few far-out nodes in `REFERENCE_SLOT`, in whole seconds rounded down, by which
 * a search knows its direction. `landmarkTimes[(node × count + i) × 2]` is node → landmark i, the next one landmark i → node;
 * `UNREACHABLE` when there is no path.
 */
export interface LandmarkTables {
  readonly count: number;
  readonly times: Uint16Array;
}
export const UNREACHABLE = 65_535;

/** The tables and what is derived from them when a graph is opened. */
export interface RoadGraph extends RoadTables {
  readonly nodeCount: number;
  readonly arcCount: number;
  readonly segmentCount: number;
  readonly arcTail: Uint32Array;
  /** Arcs that end in node n are `arcsIn[firstArcIn[n] … firstArcIn[n + 1] - 1]`. */
  readonly firstArcIn: Uint32Array;
  readonly arcsIn: Uint32Array;
  /** Arcs of direction d on segment s are `arcsOn[firstArcOn[2 s + d] … firstArcOn[2 s + d + 1] - 1]`. */
  readonly firstArcOn: Uint32Array;
  readonly arcsOn: Uint32Array;
}

/** Opens stored tables for searching. */
export function openRoadGraph(tables: RoadTables): RoadGraph {
  const nodeCount = tables.nodeLat.length;
  const arcCount = tables.arcHead.length;
  const segmentCount = tables.segmentClass.length;
  const arcTail = new Uint32Array(arcCount);
  for (let node = 0; node < nodeCount; node++) {
    arcTail.fill(node, tables.firstArc[node], tables.firstArc[node + 1]);
  }
  const incoming = groupBy(tables.arcHead, nodeCount);
  const onSegment = groupBy(tables.arcSegment, segmentCount * 2);
  return {
    ...tables,
    nodeCount,
    arcCount,
    segmentCount,
    arcTail,
    firstArcIn: incoming.first,
    arcsIn: incoming.items,
    firstArcOn: onSegment.first,
    arcsOn: onSegment.items,
  };
}

/** Indexes of `keys` grouped by key (counting sort, stable): group k is `items[first[k] … first[k + 1] - 1]`. */
export function groupBy(keys: Uint32Array, keyCount: number): { first: Uint32Array; items: Uint32Array } {
  const first = new Uint32Array(keyCount + 1);
  for (const key of keys) first[key + 1] = at(first, key + 1) + 1;
  for (let key = 0; key < keyCount; key++) first[key + 1] = at(first, key + 1) + at(first, key);
  const next = first.slice(0, keyCount);
  const items = new Uint32Array(keys.length);
  for (let index = 0; index < keys.length; index++) {
    const key = at(keys, index);
    const slot = at(next, key);
    items[slot] = index;
    next[key] = slot + 1;
  }
  return { first, items };
}

/** Reads an index that is in range by construction. One array type only: a second would slow every caller down. */
export function at(array: Uint32Array, index: number): number {
  return array[index] ?? 0;
}
