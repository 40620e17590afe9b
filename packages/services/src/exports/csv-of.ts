import { setImmediate as nextTurn } from "node:timers/promises";
import { csvLine } from "@atlas/core/csv";

/** So many lines take a millisecond or two of the event loop. */
export const CSV_PAGE = 100;

/** By which a spreadsheet knows that a file is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type Cell = string | bigint | null;

/** What stands in each column, by the column's name. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/**
 * A list as CSV, however long: its head, then a page for each turn of the event loop, until the list or the patience of the caller ends.
 * Only the page at hand is in memory.
 */
export async function* csvOf<Row>(
  columns: CsvColumns<Row>,
  readPage: (cursor: string | null) => Promise<Page<Row>>,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const cells = Object.values(columns);
  yield BYTE_ORDER_MARK + csvLine(Object.keys(columns));
  for (let cursor: string | null = null; ;) {
    if (signal.aborted) return;
    const { items, nextCursor } = await readPage(cursor);
    yield items.map((row) => csvLine(cells.map((cellOf) => cellOf(row)))).join("");
    if (nextCursor === null) return;
    cursor = nextCursor;
    await nextTurn();
  }
}

/** Minor units of a view as a number of our own, which no spreadsheet takes for a formula. */
export function amountCell(minor: string | null): bigint | null {
  return minor === null ? null : BigInt(minor);
}

export function yesOrNo(isSo: boolean): string {
  return isSo ? "yes" : "no";
}
