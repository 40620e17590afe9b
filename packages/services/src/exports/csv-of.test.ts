import { expect, test } from "vitest";
import { amountCell, csvOf } from "./csv-of.ts";

const COLUMNS = { name: (row: string) => row, length: (row: string) => BigInt(row.length) };

async function written(pages: readonly (readonly string[])[], stop = new AbortController()): Promise<string[]> {
  const pieces: string[] = [];
  const read = async (cursor: string | null) => {
    const at = Number(cursor ?? 0);
    return { items: pages[at] ?? [], nextCursor: at + 1 < pages.length ? String(at + 1) : null };
  };
  for await (const piece of csvOf(COLUMNS, read, stop.signal)) {
    pieces.push(piece);
    if (piece.includes("stop")) stop.abort();
  }
  return pieces;
}

test("a spreadsheet knows the file as UTF-8, and no cell is a formula", async () => {
  const [head, lines] = await written([["=HYPERLINK(1)", "+62", "-1", "@a", "Siti, R."]]);
  expect(head).toBe("\uFEFFname,length\r\n");
  const cells = lines?.split("\r\n");
  expect(cells).toEqual([`"'=HYPERLINK(1)",13`, `"'+62",3`, `"'-1",2`, `"'@a",2`, `"Siti, R.",8`, ""]);
});

test("a list is written page after page", async () => {
  expect((await written([["a"], ["b"], ["c"]])).join("")).toBe("\uFEFFname,length\r\na,1\r\nb,1\r\nc,1\r\n");
  expect((await written([[]])).join("")).toBe("\uFEFFname,length\r\n");
});

test("who goes away ends the reading", async () => {
  expect(await written([["a"], ["stop"], ["never"]])).toEqual(["\uFEFFname,length\r\n", "a,1\r\n", "stop,4\r\n"]);
});

test("an amount below zero stays a number", () => {
  expect(amountCell("-25000")).toBe(-25_000n);
  expect(amountCell(null)).toBeNull();
});
