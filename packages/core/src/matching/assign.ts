import { MinHeap } from "../roads/min-heap.ts";

/** The pairs that a row may be matched along, cheapest first. Costs may be negative, not infinite. */
export interface Edges {
  /** The cost of the pair of this rank, counted from 0 and never falling; infinite past the last. */
  readonly costAt: (rank: number) => number;
  /** The column of the pair of this rank, a small number; one rank a column. */
  readonly columnAt: (rank: number) => number;
}

/** Dearer than any real pair: a row stays alone only when it must. */
const ALONE_COST = 1e9;
/** The column of a row that stays alone. */
const ALONE = -1;
const NOBODY = -1;

/**
 * Matches as many rows as possible to different columns at the least total cost; returns each row's column or null.
 * Shortest augmenting paths over sparse edges (Jonker and Volgenant 1987, in its sparse form). A column's price never
 * rises above 0, so a pair is never nearer than its cost: each row's edges are read in order and only up to the nearest
 * free column, and a round with ample drivers looks at little more than each row's first.
 */
export function assign(rows: readonly Edges[]): (number | null)[] {
  const matching = new Matching(rows);
  for (let row = 0; row < rows.length; row += 1) matching.augment(row);
  return matching.columns();
}

class Matching {
  readonly #rows: readonly Edges[];
  readonly #open = new MinHeap();
  readonly #columnOf: Int32Array;
  readonly #costOf: Float64Array;
  #columns = new Columns(1_024);
  /** The search that the columns' marks belong to. */
  #search = 0;

  constructor(rows: readonly Edges[]) {
    this.#rows = rows;
    this.#columnOf = new Int32Array(rows.length).fill(ALONE);
    this.#costOf = new Float64Array(rows.length);
  }

  columns(): (number | null)[] {
    return Array.from(this.#columnOf, (column) => (column === ALONE ? null : column));
  }

  /** Finds the cheapest assignment of one more row, moving others where that pays. */
  augment(start: number): void {
    this.#open.clear();
    this.#search += 1;
    const settled: number[] = [];
    const end: PathEnd = { distance: Infinity, column: ALONE, row: start, cost: ALONE_COST };
    let [row, base] = [start, 0];
    for (;;) {
      this.#reach(row, base, end);
      const next = this.#nextOwned(end.distance);
      if (next === ALONE) break;
      settled.push(next);
      const distance = this.#columns.distance[next] ?? 0;
      row = this.#columns.owner[next] ?? NOBODY;
      base = distance - ((this.#costOf[row] ?? 0) - (this.#columns.price[next] ?? 0));
    }
    const { price, distance } = this.#columns;
    for (const column of settled) {
      price[column] = (price[column] ?? 0) + (distance[column] ?? 0) - end.distance;
    }
    this.#seat(end, start);
  }

  /** Notes what can be reached along a row's edges, and the nearest free place in `end`. */
  #reach(row: number, base: number, end: PathEnd): void {
    if (base + ALONE_COST < end.distance) {
      end.distance = base + ALONE_COST;
      end.column = ALONE;
      end.row = row;
      end.cost = ALONE_COST;
    }
    const edges = this.#rows[row];
    if (edges === undefined) return;
    for (let rank = 0; ; rank += 1) {
      const cost = edges.costAt(rank);
      if (base + cost >= end.distance) return;
      const column = edges.columnAt(rank);
      if (column >= this.#columns.count) this.#columns = this.#columns.grownTo(column + 1);
      const columns = this.#columns;
      const reached = base + cost - (columns.price[column] ?? 0);
      const isFree = columns.owner[column] === NOBODY;
      if (reached >= end.distance) continue;
      if (isFree) {
        end.distance = reached;
        end.column = column;
        end.row = row;
        end.cost = cost;
        continue;
      }
      // Rounding may make a settled column look nearer by a hair.
      if (columns.settled[column] === this.#search) continue;
      const isKnown = columns.search[column] === this.#search;
      if (isKnown && (columns.distance[column] ?? 0) <= reached) continue;
      columns.search[column] = this.#search;
      columns.distance[column] = reached;
      columns.fromRow[column] = row;
      columns.fromCost[column] = cost;
      this.#open.push(reached, column);
    }
  }

  /** The nearest taken column that is nearer than the nearest free one, or ALONE when there is none. */
  #nextOwned(limit: number): number {
    while (this.#open.minKey < limit) {
      const distance = this.#open.minKey;
      const column = this.#open.pop();
      // The heap holds stale entries of columns that were reached again more cheaply.
      if (this.#columns.settled[column] === this.#search || this.#columns.distance[column] !== distance) continue;
      this.#columns.settled[column] = this.#search;
      return column;
    }
    return ALONE;
  }

  #seat(end: PathEnd, start: number): void {
    let { column, row, cost } = end;
    for (;;) {
      const left = this.#columnOf[row] ?? ALONE;
      this.#columnOf[row] = column;
      this.#costOf[row] = cost;
      if (column !== ALONE) this.#columns.owner[column] = row;
      if (row === start) return;
      if (left === ALONE) throw new Error("an augmenting path lost its way");
      column = left;
      row = this.#columns.fromRow[left] ?? NOBODY;
      cost = this.#columns.fromCost[left] ?? 0;
    }
  }
}

/** The free place that a search ends at, and the edge that leads there. */
interface PathEnd {
  distance: number;
  column: number;
  row: number;
  cost: number;
}

/** What is known of each column; `distance` and `from…` count only in the search that marked it, by its number. */
class Columns {
  readonly count: number;
  readonly owner: Int32Array;
  readonly price: Float64Array;
  readonly search: Uint32Array;
  readonly settled: Uint32Array;
  readonly distance: Float64Array;
  readonly fromRow: Int32Array;
  readonly fromCost: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.owner = new Int32Array(count).fill(NOBODY);
    this.price = new Float64Array(count);
    this.search = new Uint32Array(count);
    this.settled = new Uint32Array(count);
    this.distance = new Float64Array(count);
    this.fromRow = new Int32Array(count);
    this.fromCost = new Float64Array(count);
  }

  grownTo(count: number): Columns {
    const grown = new Columns(Math.max(count, this.count * 2));
    grown.owner.set(this.owner);
    grown.price.set(this.price);
    grown.search.set(this.search);
    grown.settled.set(this.settled);
    grown.distance.set(this.distance);
    grown.fromRow.set(this.fromRow);
    grown.fromCost.set(this.fromCost);
    return grown;
  }
}
