import type { LatLng } from "../geo.ts";
import { isMotorway } from "./road-class.ts";
import { at, DEGREES_PER_UNIT, groupBy, MAIN, MAIN_WITHOUT_MOTORWAYS, type RoadGraph } from "./road-graph.ts";

/** Farther than this from every road, a point is not in the city. */
export const MAX_SNAP_M = 2_000;

/** A point on the road nearest to a place. */
export interface Snap extends LatLng {
  readonly segment: number;
  /** Index of the shape point at or before the snapped point. */
  readonly shapeIndex: number;
  /** How far along the segment's shape, 0 … 1. */
  readonly fraction: number;
  /** From the asked point, in metres. */
  readonly distanceM: number;
}

/** `curb` is where a passenger can stand: no motorways. `any` is where a car can be. */
export type SnapTo = "curb" | "any";

/** The nearest point on a road of the strongly connected part, or null when none is within `MAX_SNAP_M`. */
export type Snapper = (point: LatLng, snapTo: SnapTo) => Snap | null;

const CELL_UNITS = 20_000;
const M_PER_DEGREE = 111_195.08;
const CURB = 1;
const ANY = 2;

interface Grid {
  readonly west: number;
  readonly south: number;
  readonly columns: number;
  readonly rows: number;
  readonly firstPiece: Uint32Array;
  /** A piece is the straight stretch from a shape point to the next. */
  readonly pieces: Uint32Array;
}

/** Lays a grid of about 220 m over the graph's roads. */
export function createSnapper(graph: RoadGraph): Snapper {
  const use = segmentUse(graph);
  const segmentOf = segmentOfShape(graph);
  const grid = buildGrid(graph, use, segmentOf);
  const cumulative = shapeDistances(graph);
  return (point, snapTo) => findNearest({ graph, grid, use, segmentOf, cumulative }, point, snapTo);
}

/** What may snap to each segment: it must have an arc inside the strongly connected part. */
function segmentUse(graph: RoadGraph): Uint8Array {
  const use = new Uint8Array(graph.segmentCount);
  for (let arc = 0; arc < graph.arcCount; arc++) {
    const segment = at(graph.arcSegment, arc) >> 1;
    const flags = (graph.nodeFlags[at(graph.arcTail, arc)] ?? 0) & (graph.nodeFlags[at(graph.arcHead, arc)] ?? 0);
    if ((flags & MAIN) === 0) continue;
    const isCurb = (flags & MAIN_WITHOUT_MOTORWAYS) !== 0 && !isMotorway(graph.segmentClass[segment] ?? 0);
    use[segment] = (use[segment] ?? 0) | ANY | (isCurb ? CURB : 0);
  }
  return use;
}

function segmentOfShape(graph: RoadGraph): Uint32Array {
  const segmentOf = new Uint32Array(graph.shapeLat.length);
  for (let segment = 0; segment < graph.segmentCount; segment++) {
    segmentOf.fill(segment, graph.firstShape[segment], graph.firstShape[segment + 1]);
  }
  return segmentOf;
}

/** Metres from the segment's start to each of its shape points. */
function shapeDistances(graph: RoadGraph): Float32Array {
  const { firstShape, shapeLat, shapeLng } = graph;
  const distances = new Float32Array(shapeLat.length);
  for (let segment = 0; segment < graph.segmentCount; segment++) {
    let sum = 0;
    for (let shape = at(firstShape, segment) + 1; shape < at(firstShape, segment + 1); shape++) {
      const lat = shapeLat[shape] ?? 0;
      const dLat = (lat - (shapeLat[shape - 1] ?? 0)) * DEGREES_PER_UNIT * M_PER_DEGREE;
      const dLng = ((shapeLng[shape] ?? 0) - (shapeLng[shape - 1] ?? 0)) * DEGREES_PER_UNIT * metresPerLng(lat);
      sum += Math.sqrt(dLat * dLat + dLng * dLng);
      distances[shape] = sum;
    }
  }
  return distances;
}

function metresPerLng(latUnits: number): number {
  return M_PER_DEGREE * Math.cos((latUnits * DEGREES_PER_UNIT * Math.PI) / 180);
}

function buildGrid(graph: RoadGraph, use: Uint8Array, segmentOf: Uint32Array): Grid {
  const { shapeLat, shapeLng } = graph;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let shape = 0; shape < shapeLat.length; shape++) {
    const [lat, lng] = [shapeLat[shape] ?? 0, shapeLng[shape] ?? 0];
    if (lat < south) south = lat;
    if (lat > north) north = lat;
    if (lng < west) west = lng;
    if (lng > east) east = lng;
  }
  if (west === Infinity) [west, south, east, north] = [0, 0, 0, 0];
  const columns = Math.floor((east - west) / CELL_UNITS) + 1;
  const rows = Math.floor((north - south) / CELL_UNITS) + 1;
  const cells: number[] = [];
  const pieceOf: number[] = [];
  for (let shape = 0; shape + 1 < shapeLat.length; shape++) {
    const segment = at(segmentOf, shape);
    if (use[segment] === 0 || at(segmentOf, shape + 1) !== segment) continue;
    const [latA, latB] = [shapeLat[shape] ?? 0, shapeLat[shape + 1] ?? 0];
    const [lngA, lngB] = [shapeLng[shape] ?? 0, shapeLng[shape + 1] ?? 0];
    const lastRow = Math.floor((Math.max(latA, latB) - south) / CELL_UNITS);
    const lastColumn = Math.floor((Math.max(lngA, lngB) - west) / CELL_UNITS);
    const firstColumn = Math.floor((Math.min(lngA, lngB) - west) / CELL_UNITS);
    for (let row = Math.floor((Math.min(latA, latB) - south) / CELL_UNITS); row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        cells.push(row * columns + column);
        pieceOf.push(shape);
      }
    }
  }
  const { first, items } = groupBy(Uint32Array.from(cells), columns * rows);
  return { west, south, columns, rows, firstPiece: first, pieces: items.map((item) => pieceOf[item] ?? 0) };
}

interface SnapIndex {
  readonly graph: RoadGraph;
  readonly grid: Grid;
  readonly use: Uint8Array;
  readonly segmentOf: Uint32Array;
  readonly cumulative: Float32Array;
}

function findNearest(index: SnapIndex, point: LatLng, snapTo: SnapTo): Snap | null {
  const { grid } = index;
  const nearest = new NearestPiece(index, point, snapTo === "curb" ? CURB : ANY);
  const row = Math.floor((nearest.lat - grid.south) / CELL_UNITS);
  const column = Math.floor((nearest.lng - grid.west) / CELL_UNITS);
  const cellM = CELL_UNITS * Math.min(nearest.scaleLat, nearest.scaleLng);
  const lastRing = lastRingAround(grid, { row, column, cellM });
  for (let ring = 0; ring <= lastRing; ring++) {
    // Everything nearer than the inner edge of this ring has been seen.
    const seenM = Math.max(0, ring - 1) * cellM;
    if (nearest.isFound && seenM * seenM >= nearest.squaredM) break;
    const [left, right] = [Math.max(0, column - ring), Math.min(grid.columns - 1, column + ring)];
    for (let r = Math.max(0, row - ring); r <= Math.min(grid.rows - 1, row + ring); r++) {
      if (r === row - ring || r === row + ring) {
        for (let c = left; c <= right; c++) nearest.lookAt(r * grid.columns + c);
      } else {
        if (left === column - ring) nearest.lookAt(r * grid.columns + left);
        if (right === column + ring) nearest.lookAt(r * grid.columns + right);
      }
    }
  }
  return nearest.isFound ? snapAt(index, nearest.shape, nearest.share, Math.sqrt(nearest.squaredM)) : null;
}

interface GridCell {
  readonly row: number;
  readonly column: number;
  /** The shorter side of a cell at the point's latitude. Next to a pole it goes to 0. */
  readonly cellM: number;
}

/** The last ring of cells that can hold a road within `MAX_SNAP_M`: none lies beyond the grid. -1 when none can. */
function lastRingAround(grid: Grid, { row, column, cellM }: GridCell): number {
  const reach = Math.ceil(MAX_SNAP_M / (CELL_UNITS * DEGREES_PER_UNIT * M_PER_DEGREE));
  if (row < -reach || row >= grid.rows + reach) return -1;
  const farthest = Math.max(row, grid.rows - 1 - row, column, grid.columns - 1 - column);
  return Math.min(farthest, Math.ceil(MAX_SNAP_M / cellM));
}

/** The piece of road nearest to a point, among the cells looked at so far. */
class NearestPiece {
  readonly lat: number;
  readonly lng: number;
  readonly scaleLat = DEGREES_PER_UNIT * M_PER_DEGREE;
  readonly scaleLng: number;
  squaredM = MAX_SNAP_M * MAX_SNAP_M;
  shape = -1;
  /** How far along the piece, 0 … 1. */
  share = 0;
  readonly #index: SnapIndex;
  readonly #wanted: number;

  constructor(index: SnapIndex, point: LatLng, wanted: number) {
    this.lat = point.lat / DEGREES_PER_UNIT;
    this.lng = point.lng / DEGREES_PER_UNIT;
    this.scaleLng = DEGREES_PER_UNIT * metresPerLng(this.lat);
    this.#index = index;
    this.#wanted = wanted;
  }

  get isFound(): boolean {
    return this.shape !== -1;
  }

  lookAt(cell: number): void {
    const { graph, grid, use, segmentOf } = this.#index;
    const end = grid.firstPiece[cell + 1] ?? 0;
    for (let slot = grid.firstPiece[cell] ?? 0; slot < end; slot++) {
      const shape = grid.pieces[slot] ?? 0;
      if (((use[segmentOf[shape] ?? 0] ?? 0) & this.#wanted) === 0) continue;
      const x = ((graph.shapeLng[shape] ?? 0) - this.lng) * this.scaleLng;
      const y = ((graph.shapeLat[shape] ?? 0) - this.lat) * this.scaleLat;
      const dx = ((graph.shapeLng[shape + 1] ?? 0) - this.lng) * this.scaleLng - x;
      const dy = ((graph.shapeLat[shape + 1] ?? 0) - this.lat) * this.scaleLat - y;
      const squared = dx * dx + dy * dy;
      const share = squared === 0 ? 0 : Math.max(0, Math.min(1, -(x * dx + y * dy) / squared));
      const [px, py] = [x + dx * share, y + dy * share];
      const distanceSquared = px * px + py * py;
      if (distanceSquared < this.squaredM) {
        this.squaredM = distanceSquared;
        this.shape = shape;
        this.share = share;
      }
    }
  }
}

function snapAt({ graph, segmentOf, cumulative }: SnapIndex, shape: number, share: number, distanceM: number): Snap {
  const segment = at(segmentOf, shape);
  const lastShape = at(graph.firstShape, segment + 1) - 1;
  const lengthM = cumulative[lastShape] ?? 0;
  const [startM, endM] = [cumulative[shape] ?? 0, cumulative[shape + 1] ?? 0];
  const [latA, lngA] = [graph.shapeLat[shape] ?? 0, graph.shapeLng[shape] ?? 0];
  const [latB, lngB] = [graph.shapeLat[shape + 1] ?? 0, graph.shapeLng[shape + 1] ?? 0];
  return {
    segment,
    shapeIndex: shape,
    fraction: lengthM === 0 ? 0 : (startM + (endM - startM) * share) / lengthM,
    distanceM,
    lat: (latA + (latB - latA) * share) * DEGREES_PER_UNIT,
    lng: (lngA + (lngB - lngA) * share) * DEGREES_PER_UNIT,
  };
}

/** How far along a direction of travel (2 × segment, + 1 against the shape) a snapped point lies, 0 … 1. */
export function fractionAlong(snap: Snap, direction: number): number {
  return (direction & 1) === 0 ? snap.fraction : 1 - snap.fraction;
}
