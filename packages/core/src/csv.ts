/** Leading characters by which a spreadsheet takes a cell for a formula, their full-width twins among them. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;
/** The same after a character that parts cells or lines elsewhere: a semicolon does in Indonesia's spreadsheets. */
const FORMULA_INSIDE = /(?<=[;|\t\r\n] *)(?=[=+\-@＝＋－＠])/g;

/**
 * One line of CSV (RFC 4180, CRLF). A text that a spreadsheet would run as a formula gets an apostrophe before it,
 * inside the quotes (OWASP, CSV injection). A bigint is a number of our own and stays one, below zero too.
 */
export function csvLine(cells: readonly (string | bigint | null)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: string | bigint | null): string {
  if (cell === null) return "";
  return typeof cell === "bigint" ? cell.toString() : quote(cell);
}

function quote(cell: string): string {
  const inside = cell.replaceAll(FORMULA_INSIDE, "'");
  const safe = FORMULA_START.test(inside) ? `'${inside}` : inside;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
