import { haversineM } from "../geo.ts";
import { computeLandmarks } from "./landmarks.ts";
import { markMainParts } from "./mark-main-parts.ts";
import type { Arc, Segment } from "./restrictable.ts";
import { restrictTurns } from "./restrict-turns.ts";
import { CLASS_SPEED_KPH, ROAD_CLASSES } from "./road-class.ts";
import {
  at,
  BRIDGE,
  DEGREES_PER_UNIT,
  groupBy,
  openRoadGraph,
  type RoadGraph,
  type RoadTables,
  ROUNDABOUT,
  TUNNEL,
} from "./road-graph.ts";
import type { RoadNetwork, RoadWay } from "./road-network.ts";

/** A stretch of a way whose nodes the extract has. */
interface Piece {
  readonly way: RoadWay;
  readonly shape: readonly number[];
}

interface Positions {
  readonly lat: number[];
  readonly lng: number[];
}

/**
 * Turns mapped roads into a searchable graph: splits them at junctions, makes an arc for each allowed direction, copies
 * junctions for turn restrictions, and marks the largest strongly connected part.
 */
export function buildRoadGraph(network: RoadNetwork): RoadGraph {
  const points = new Map<number, number>();
  const positions: Positions = { lat: [], lng: [] };
  const pieces = network.ways.flatMap((way) => wholePieces(way, network, points, positions));
  const isJunction = findJunctions(pieces, positions.lat.length, network, points);
  const nodeOf = new Map<number, number>();
  const segments = pieces.flatMap((piece) => splitAtJunctions(piece, isJunction, nodeOf, positions));
  const nodePoints = [...nodeOf.keys()];
  const arcs = segments.flatMap(arcsOfSegment);
  const viaNodeOf = (viaNodeId: number): number | undefined => nodeOf.get(points.get(viaNodeId) ?? -1);
  restrictTurns({ segments, arcs, nodePoints, viaNodeOf }, network.restrictions ?? []);
  return assemble(segments, arcs, renumber(arcs, nodePoints, positions), positions);
}

/** Gives nodes that lie together numbers that lie together (Z-order), so that a search stays in the processor's cache. */
function renumber(arcs: readonly Arc[], nodePoints: readonly number[], { lat, lng }: Positions): number[] {
  const south = lat.reduce((least, value) => Math.min(least, value), Infinity);
  const west = lng.reduce((least, value) => Math.min(least, value), Infinity);
  const codes = Float64Array.from(nodePoints, (point) =>
    zOrder(((lat[point] ?? 0) - south) >> 10, ((lng[point] ?? 0) - west) >> 10),
  );
  const order = Uint32Array.from(nodePoints.keys()).sort((a, b) => (codes[a] ?? 0) - (codes[b] ?? 0) || a - b);
  const newNumber = new Uint32Array(order.length);
  for (const [number, node] of order.entries()) newNumber[node] = number;
  for (const arc of arcs) {
    arc.tail = at(newNumber, arc.tail);
    arc.head = at(newNumber, arc.head);
  }
  return Array.from(order, (node) => nodePoints[node] ?? 0);
}

/** Interleaves the bits of two numbers below 2^22. */
function zOrder(y: number, x: number): number {
  let code = 0;
  for (let bit = 21; bit >= 0; bit--) code = code * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  return code;
}

/** The stretches of a way whose nodes the extract has, as point indexes without repeats in a row. */
function wholePieces(way: RoadWay, network: RoadNetwork, points: Map<number, number>, positions: Positions): Piece[] {
  const pieces: number[][] = [[]];
  for (const nodeId of way.nodeIds) {
    let point = points.get(nodeId);
    if (point === undefined) {
      const position = network.positionOf(nodeId);
      if (position === null) {
        pieces.push([]);
        continue;
      }
      point = positions.lat.push(position.latE7) - 1;
      positions.lng.push(position.lngE7);
      points.set(nodeId, point);
    }
    const piece = pieces[pieces.length - 1];
    if (piece !== undefined && piece[piece.length - 1] !== point) piece.push(point);
  }
  return pieces.filter((shape) => shape.length >= 2).map((shape) => ({ way, shape }));
}

/** Points where roads meet, end, or a restriction applies. */
function findJunctions(
  pieces: readonly Piece[],
  pointCount: number,
  network: RoadNetwork,
  points: ReadonlyMap<number, number>,
): Uint8Array {
  const uses = new Uint8Array(pointCount);
  for (const { shape } of pieces) {
    for (const [index, point] of shape.entries()) {
      const isEnd = index === 0 || index === shape.length - 1;
      uses[point] = Math.min(2, (uses[point] ?? 0) + (isEnd ? 2 : 1));
    }
  }
  for (const { via } of network.restrictions ?? []) {
    const point = "nodeId" in via ? points.get(via.nodeId) : undefined;
    if (point !== undefined) uses[point] = 2;
  }
  return uses.map((count) => (count >= 2 ? 1 : 0));
}

function splitAtJunctions(
  { way, shape }: Piece,
  isJunction: Uint8Array,
  nodeOf: Map<number, number>,
  positions: Positions,
): Segment[] {
  const nodeAt = (point: number): number => {
    const known = nodeOf.get(point);
    if (known !== undefined) return known;
    nodeOf.set(point, nodeOf.size);
    return nodeOf.size - 1;
  };
  const segments: Segment[] = [];
  let start = 0;
  for (const [index, point] of shape.entries()) {
    if (index === 0 || isJunction[point] !== 1) continue;
    const part = shape.slice(start, index + 1);
    segments.push({
      way,
      from: nodeAt(part[0] ?? point),
      to: nodeAt(point),
      shape: part,
      lengthM: shapeLengthM(part, positions),
    });
    start = index;
  }
  return segments;
}

function shapeLengthM(shape: readonly number[], { lat, lng }: Positions): number {
  let sum = 0;
  for (let index = 1; index < shape.length; index++) {
    const [a, b] = [shape[index - 1] ?? 0, shape[index] ?? 0];
    sum += haversineM(
      { lat: (lat[a] ?? 0) * DEGREES_PER_UNIT, lng: (lng[a] ?? 0) * DEGREES_PER_UNIT },
      { lat: (lat[b] ?? 0) * DEGREES_PER_UNIT, lng: (lng[b] ?? 0) * DEGREES_PER_UNIT },
    );
  }
  return sum;
}

function arcsOfSegment({ way, from, to }: Segment, index: number): Arc[] {
  const forward = { tail: from, head: to, segment: index * 2 };
  const backward = { tail: to, head: from, segment: index * 2 + 1 };
  if (way.direction === "forward") return [forward];
  return way.direction === "backward" ? [backward] : [forward, backward];
}

function assemble(
  segments: readonly Segment[],
  arcs: readonly Arc[],
  nodePoints: readonly number[],
  positions: Positions,
): RoadGraph {
  const byTail = groupBy(
    Uint32Array.from(arcs, (arc) => arc.tail),
    nodePoints.length,
  );
  const sorted = Array.from(byTail.items, (index) => arcs[index]).filter((arc) => arc !== undefined);
  const arcHead = Uint32Array.from(sorted, (arc) => arc.head);
  const arcSegment = Uint32Array.from(sorted, (arc) => arc.segment);
  const nameIndex = new Map<string, number>([["", 0]]);
  const firstShape = new Uint32Array(segments.length + 1);
  for (const [index, segment] of segments.entries()) {
    firstShape[index + 1] = at(firstShape, index) + segment.shape.length;
    const name = segment.way.name ?? "";
    if (!nameIndex.has(name)) nameIndex.set(name, nameIndex.size);
  }
  const segmentClass = Uint8Array.from(segments, ({ way }) => ROAD_CLASSES.indexOf(way.roadClass));
  const shapePoints = segments.flatMap((segment) => segment.shape);
  const tables: Omit<RoadTables, "landmarks"> = {
    nodeLat: Int32Array.from(nodePoints, (point) => positions.lat[point] ?? 0),
    nodeLng: Int32Array.from(nodePoints, (point) => positions.lng[point] ?? 0),
    nodeFlags: markMainParts({ firstArc: byTail.first, arcHead, arcSegment, segmentClass }),
    firstArc: byTail.first,
    arcHead,
    arcSegment,
    segmentClass,
    segmentFlags: Uint8Array.from(segments, ({ way }) => flagsOf(way)),
    segmentKph: Uint8Array.from(segments, ({ way }) => speedOf(way)),
    segmentLengthM: Float32Array.from(segments, (segment) => segment.lengthM),
    segmentName: Uint32Array.from(segments, ({ way }) => nameIndex.get(way.name ?? "") ?? 0),
    firstShape,
    shapeLat: Int32Array.from(shapePoints, (point) => positions.lat[point] ?? 0),
    shapeLng: Int32Array.from(shapePoints, (point) => positions.lng[point] ?? 0),
    names: [...nameIndex.keys()],
  };
  const graph = openRoadGraph({ ...tables, landmarks: { count: 0, times: new Uint16Array() } });
  return { ...graph, landmarks: computeLandmarks(graph) };
}

function flagsOf(way: RoadWay): number {
  return (way.isRoundabout ? ROUNDABOUT : 0) | (way.isBridge ? BRIDGE : 0) | (way.isTunnel ? TUNNEL : 0);
}

function speedOf(way: RoadWay): number {
  const classKph = CLASS_SPEED_KPH[way.roadClass];
  const limitKph = way.maxKph ?? classKph;
  return Math.max(5, Math.min(classKph, limitKph));
}
