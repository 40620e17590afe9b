import fc from "fast-check";
import { munkres } from "munkres";
import { expect, test } from "vitest";
import { assign, type Edges } from "./assign.ts";

interface Edge {
  readonly column: number;
  readonly cost: number;
}

function assigned(rows: readonly (readonly Edge[])[]): (number | null)[] {
  return assign(
    rows.map((row): Edges => {
      const sorted = row.toSorted((a, b) => a.cost - b.cost);
      return {
        costAt: (rank) => sorted[rank]?.cost ?? Infinity,
        columnAt: (rank) => sorted[rank]?.column ?? -1,
      };
    }),
  );
}

/** Every possible matching, tried out: more matched rows first, then the lower cost. */
function bruteForce(rows: readonly (readonly Edge[])[]): { matched: number; cost: number } {
  let best = { matched: 0, cost: 0 };
  const visit = (row: number, taken: ReadonlySet<number>, matched: number, cost: number): void => {
    const edges = rows[row];
    if (edges === undefined) {
      if (matched > best.matched || (matched === best.matched && cost < best.cost)) best = { matched, cost };
      return;
    }
    visit(row + 1, taken, matched, cost);
    for (const edge of edges) {
      if (!taken.has(edge.column)) visit(row + 1, new Set([...taken, edge.column]), matched + 1, cost + edge.cost);
    }
  };
  visit(0, new Set(), 0, 0);
  return best;
}

function totalOf(
  rows: readonly (readonly Edge[])[],
  columns: readonly (number | null)[],
): { matched: number; cost: number } {
  let [matched, cost] = [0, 0];
  for (const [row, column] of columns.entries()) {
    if (column === null) continue;
    const edge = rows[row]?.find((candidate) => candidate.column === column);
    if (!edge) throw new Error("matched along an edge that does not exist");
    matched += 1;
    cost += edge.cost;
  }
  return { matched, cost };
}

const row = fc.uniqueArray(fc.record({ column: fc.nat(5), cost: fc.integer({ min: -50, max: 500 }) }), {
  selector: (edge) => edge.column,
  maxLength: 5,
});

test("no other matching seats more rows, or as many for less", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
      const columns = assigned(rows);
      const used = columns.filter((column) => column !== null);
      expect(new Set(used).size).toBe(used.length);
      expect(totalOf(rows, columns)).toEqual(bruteForce(rows));
    }),
    { numRuns: 500 },
  );
});

test("it is as good when columns come far apart, so that room for them grows during the search", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), fc.constantFrom(700, 1_024, 3_000), (rows, apart) => {
      const sparse = rows.map((edges) => edges.map(({ column, cost }) => ({ column: column * apart, cost })));
      expect(totalOf(sparse, assigned(sparse))).toEqual(bruteForce(sparse));
    }),
    { numRuns: 200 },
  );
});

test("room for columns is doubled, so that many that come one after the other are not copied each time", () => {
  const chain = Array.from({ length: 3_000 }, (_, index) => [
    { column: index, cost: 1 },
    { column: index + 1, cost: 2 },
  ]);
  expect(assigned(chain)).toEqual(chain.keys().toArray());
});

test("it finds what the Hungarian algorithm finds on full tables", () => {
  const table = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 20 })).chain(([rows, more]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: rows + more, maxLength: rows + more }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
  fc.assert(
    fc.property(table, (costs) => {
      const rows = costs.map((row) => row.map((cost, column) => ({ column, cost })));
      const best = munkres(costs).reduce((sum, [row, column]) => sum + (costs[row]?.[column] ?? 0), 0);
      expect(totalOf(rows, assigned(rows))).toEqual({ matched: costs.length, cost: best });
    }),
    { numRuns: 100 },
  );
});

test("a row yields its column when another has no other choice", () => {
  expect(
    assigned([
      [
        { column: 0, cost: 1 },
        { column: 1, cost: 10 },
      ],
      [{ column: 0, cost: 5 }],
    ]),
  ).toEqual([1, 0]);
});

test("a row reads no edge that is dearer than the free column it found", () => {
  const read: number[] = [];
  const edges: Edges = {
    costAt: (rank) => {
      read.push(rank);
      return rank;
    },
    columnAt: (rank) => rank,
  };
  expect(assign([edges])).toEqual([0]);
  expect(Math.max(...read)).toBe(1);
});

test("far more columns than were expected are kept apart", () => {
  const rows = Array.from({ length: 5 }, (_, row) => [{ column: 3_000 * row, cost: 1 }]);
  expect(assigned(rows)).toEqual([0, 3_000, 6_000, 9_000, 12_000]);
});

test("a row without edges stays alone", () => {
  expect(assigned([[], [{ column: 3, cost: 2 }]])).toEqual([null, 3]);
});
