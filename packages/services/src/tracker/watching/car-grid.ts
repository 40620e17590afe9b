import type { Bounds } from "@atlas/core/bounding-box";
import type { LatLng } from "@atlas/core/geo";

/** About 1.1 km from south to north: a rider's map covers some dozens of cells. */
const CELL_DEG = 0.01;
const ROWS = 180 / CELL_DEG;
/** Beyond so many cells it is cheaper to look at everything. */
const MAX_CELLS = 2_000;

interface Placed extends LatLng {
  readonly driverId: string;
}

/** Cars by the cell they are in, so that a watcher looks only at those around. */
export class CarGrid<Car extends Placed> {
  readonly #cells = new Map<number, Map<string, Car>>();

  put(car: Car): void {
    const key = cellOf(car);
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, new Map([[car.driverId, car]]));
    else cell.set(car.driverId, car);
  }

  /** Removes the car from the cell of the place that it was put at. */
  remove(car: Car): void {
    const key = cellOf(car);
    const cell = this.#cells.get(key);
    cell?.delete(car.driverId);
    if (cell?.size === 0) this.#cells.delete(key);
  }

  /** The cars of all cells that touch the bounds: none inside is missing, some may lie outside. */
  *around([west, south, east, north]: Bounds): Generator<Car, void, undefined> {
    const [left, right] = [column(west), column(east)];
    const [bottom, top] = [row(south), row(north)];
    if ((right - left + 1) * (top - bottom + 1) > MAX_CELLS) {
      for (const cell of this.#cells.values()) yield* cell.values();
      return;
    }
    for (let x = left; x <= right; x += 1) {
      for (let y = bottom; y <= top; y += 1) {
        const cell = this.#cells.get(x * ROWS + y);
        if (cell !== undefined) yield* cell.values();
      }
    }
  }
}

function cellOf({ lat, lng }: LatLng): number {
  return column(lng) * ROWS + row(lat);
}

function column(lng: number): number {
  return Math.floor((lng + 180) / CELL_DEG);
}

function row(lat: number): number {
  return Math.floor((lat + 90) / CELL_DEG);
}
