/** Leading characters by which a spreadsheet takes a cell for a formula. */
const FORMULA_START = /^[=+\-@\t\r\n]/;

/**
 * One line of CSV (RFC 4180, CRLF). A text that a spreadsheet would run as a formula gets an apostrophe before it,
 * inside the quotes (OWASP, CSV injection).
 */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? "" : quote(cell))).join(",")}\r\n`;
}

function quote(cell: string): string {
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
