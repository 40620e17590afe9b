import type { LatLng } from "@atlas/core/geo";
import { cellToBoundary, latLngToCell } from "h3-js";

/** Cells of about 0.7 km², half a kilometre to a side. */
const RESOLUTION = 8;
/** A metre. */
const ROUNDING = 1e5;

/** What is counted in a cell. */
export interface CellCounts {
  /** Orders that search for a driver now. */
  readonly searching: number;
  /** Orders of the last quarter of an hour, whatever has become of them. */
  readonly booked: number;
  /** Drivers who can be matched now. */
  readonly available: number;
}

interface CellCount extends CellCounts {
  /** Its H3 index, resolution 8. */
  readonly cell: string;
}

export interface CountedCell extends CellCount {
  /** Its outline, `[lng, lat]`, closed. */
  readonly ring: readonly (readonly [number, number])[];
}

/** A place that counts for some of the counts. */
export interface CountedPlace extends LatLng {
  readonly counts: Partial<CellCounts>;
}

/** The places by H3 cell: the cells with the most demand first, then those with the most drivers, then by index. */
export function countByCell(places: Iterable<CountedPlace>): CellCount[] {
  const cells = new Map<string, CellCounts>();
  for (const { lat, lng, counts } of places) {
    const cell = latLngToCell(lat, lng, RESOLUTION);
    const { searching = 0, booked = 0, available = 0 } = cells.get(cell) ?? {};
    cells.set(cell, {
      searching: searching + (counts.searching ?? 0),
      booked: booked + (counts.booked ?? 0),
      available: available + (counts.available ?? 0),
    });
  }
  return [...cells]
    .map(([cell, counts]) => ({ cell, ...counts }))
    .toSorted(
      (a, b) =>
        b.searching - a.searching || b.booked - a.booked || b.available - a.available || (a.cell < b.cell ? -1 : 1),
    );
}

/** The cells with their outlines, which a browser draws without knowing H3. */
export function outlined(cells: readonly CellCount[]): CountedCell[] {
  return cells.map((counted) => ({
    ...counted,
    ring: cellToBoundary(counted.cell, true).map(([lng, lat]): [number, number] => [rounded(lng), rounded(lat)]),
  }));
}

function rounded(degrees: number): number {
  return Math.round(degrees * ROUNDING) / ROUNDING;
}
