import { MinHeap } from "../roads/min-heap.ts";

/** A pair that may be matched, at a cost; the lower the better. Costs may be negative, not infinite. */
export interface Edge {
  readonly column: number;
  readonly cost: number;
}

/** Dearer than any real pair: a row stays alone only when it must. */
const ALONE = 1e9;
/** From here on a column is the place of one row alone. */
const ALONE_COLUMNS = 2 ** 31;

/**
 * Matches as many rows as possible to different columns at the least total cost; answers each row's column or null.
 * Shortest augmenting paths over sparse edges (Jonker and Volgenant 1987, in its sparse form): each row searches no
 * farther than it must, so that a round with ample drivers costs little more than reading its edges.
 */
export function assign(rows: readonly (readonly Edge[])[]): (number | null)[] {
  const matching = new Matching(rows);
  for (let row = 0; row < rows.length; row += 1) matching.augment(row);
  return matching.columns();
}

class Matching {
  readonly #rows: readonly (readonly Edge[])[];
  readonly #open = new MinHeap();
  /** Column → row. */
  readonly #rowOf = new Map<number, number>();
  readonly #edgeOf: (Edge | undefined)[] = [];
  readonly #price = new Map<number, number>();

  constructor(rows: readonly (readonly Edge[])[]) {
    this.#rows = rows;
  }

  columns(): (number | null)[] {
    return this.#rows.map((_, row) => {
      const edge = this.#edgeOf[row];
      return edge === undefined || edge.column >= ALONE_COLUMNS ? null : edge.column;
    });
  }

  /** Finds the cheapest way to seat one more row, moving others where that pays. */
  augment(start: number): void {
    const reached = new Map<number, { distance: number; row: number; edge: Edge }>();
    this.#open.clear();
    const settled = new Map<number, number>();
    let [row, base] = [start, 0];
    for (;;) {
      for (const edge of this.#edgesOf(row)) {
        const distance = base + edge.cost - this.#priceOf(edge.column);
        const known = reached.get(edge.column);
        if (settled.has(edge.column) || (known && known.distance <= distance)) continue;
        reached.set(edge.column, { distance, row, edge });
        this.#open.push(distance, edge.column);
      }
      const nearest = popUnsettled(this.#open, settled);
      const owner = this.#rowOf.get(nearest.column);
      if (owner === undefined) {
        for (const [column, distance] of settled) {
          this.#price.set(column, this.#priceOf(column) + distance - nearest.distance);
        }
        this.#seat(nearest.column, start, reached);
        return;
      }
      settled.set(nearest.column, nearest.distance);
      const seat = this.#edgeOf[owner];
      row = owner;
      base = nearest.distance - ((seat?.cost ?? 0) - this.#priceOf(nearest.column));
    }
  }

  #seat(last: number, start: number, reached: ReadonlyMap<number, { row: number; edge: Edge }>): void {
    let column = last;
    for (;;) {
      const step = reached.get(column);
      if (!step) throw new Error("an augmenting path lost its way");
      const left = this.#edgeOf[step.row]?.column;
      this.#rowOf.set(column, step.row);
      this.#edgeOf[step.row] = step.edge;
      if (step.row === start || left === undefined) return;
      column = left;
    }
  }

  #priceOf(column: number): number {
    return this.#price.get(column) ?? 0;
  }

  *#edgesOf(row: number): Iterable<Edge> {
    yield* this.#rows[row] ?? [];
    yield { column: ALONE_COLUMNS + row, cost: ALONE };
  }
}

/** The heap holds stale entries of columns that were reached again more cheaply. */
function popUnsettled(open: MinHeap, settled: ReadonlyMap<number, number>): { column: number; distance: number } {
  for (;;) {
    if (open.size === 0) throw new Error("a row can always stay alone");
    const distance = open.minKey;
    const column = open.pop();
    if (!settled.has(column)) return { column, distance };
  }
}
