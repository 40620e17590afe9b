import { worldSizePx } from "./mercator.ts";

/** From this zoom on every car is drawn for itself. */
export const CLUSTER_BELOW_ZOOM = 13;
/** Cars of a cell of the screen, so many pixels to a side, become one bubble. */
const CELL_PX = 76;
/** Fewer cars of a cell are drawn for themselves. */
const MIN_CARS = 4;

/** Cars that stand close together, where the map is too far out to tell them apart. Places are Web Mercator, 0 to 1. */
export interface CarCluster {
  /** Where its cars are on average. */
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** Where the cars are that a grouping is made of. */
interface Places {
  readonly xAt: (slot: number) => number;
  readonly yAt: (slot: number) => number;
}

interface Grouped {
  readonly clusters: readonly CarCluster[];
  /** The slots that belong to none. */
  readonly single: readonly number[];
}

interface Cell {
  count: number;
  x: number;
  y: number;
}

/**
 * Groups cars by the cells of a grid that lies still while the map is moved: its cells halve with each whole level of zoom. One pass over
 * the cars, which a worker's index of the same points (supercluster) has to build again after each move.
 */
export function clusterCars(slots: readonly number[], places: Places, zoom: number): Grouped {
  if (zoom >= CLUSTER_BELOW_ZOOM) return { clusters: [], single: slots };
  const cellsAcross = worldSizePx(Math.floor(zoom)) / CELL_PX;
  // Below 2 ** 30 at every zoom that groups: engines keep such keys without an object for each.
  const cellsARow = Math.ceil(cellsAcross);
  const cells = new Map<number, Cell>();
  const cellOf: Cell[] = [];
  for (const slot of slots) {
    const [x, y] = [places.xAt(slot), places.yAt(slot)];
    const key = Math.floor(y * cellsAcross) * cellsARow + Math.floor(x * cellsAcross);
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { count: 0, x: 0, y: 0 };
      cells.set(key, cell);
    }
    cell.count += 1;
    cell.x += x;
    cell.y += y;
    cellOf.push(cell);
  }
  const clusters = [...cells.values()]
    .filter(({ count }) => count >= MIN_CARS)
    .map(({ count, x, y }) => ({ count, x: x / count, y: y / count }));
  const single = slots.filter((_, index) => (cellOf[index]?.count ?? 0) < MIN_CARS);
  return { clusters, single };
}

/** How large a bubble is drawn. */
export function clusterRadiusPx(count: number): number {
  return 13 + 4 * Math.log10(Math.max(1, count));
}
