import { expect, test } from "vitest";
import { decodeGraph, encodeGraph } from "./graph-file.ts";
import { graphOf } from "./road-fixture.ts";

/** Odd numbers of nodes and segments, and a name of several bytes a letter: every table is padded. */
const encoded = (): Uint8Array => encodeGraph(graphOf([{ at: [1, 2], name: "Jalan Café" }, { at: [2, 3, 103] }]));

/** The file with one word of its header or tables changed, and the checksum that belongs to it. */
function forged(word: number, value: number): Uint8Array {
  const words = new Uint32Array(encoded().slice().buffer);
  words[word] = value;
  let hash = 0x811c_9dc5;
  for (const each of words.subarray(3)) hash = Math.imul(hash ^ each, 0x0100_0193);
  words[2] = hash >>> 0;
  return new Uint8Array(words.buffer);
}

test("a graph of odd sizes and foreign letters is read back", () => {
  const graph = graphOf([{ at: [1, 2], name: "Jalan Café" }, { at: [2, 3, 103] }]);
  expect(decodeGraph(encoded())).toEqual(graph);
  expect(decodeGraph(encoded()).names).toContain("Jalan Café");
});

test("aligned bytes are used as they are, others are copied first", () => {
  const bytes = encoded();
  expect(decodeGraph(bytes).nodeLat.buffer).toBe(bytes.buffer);
  const shifted = new Uint8Array(bytes.length + 2);
  shifted.set(bytes, 2);
  const copy = decodeGraph(shifted.subarray(2));
  expect(copy.nodeLat.buffer).not.toBe(shifted.buffer);
  expect(copy.segmentCount).toBe(2);
});

test("bytes in the middle of a larger buffer are read from there", () => {
  const bytes = encoded();
  const larger = new Uint8Array(bytes.length + 16).fill(0xff);
  larger.set(bytes, 8);
  expect(decodeGraph(larger.subarray(8, 8 + bytes.length))).toEqual(decodeGraph(bytes));
});

test.each([
  ["one that claims more nodes than it holds", () => forged(4, 1_000), "its tables are longer than the file"],
  ["one that claims another length", () => forged(3, 4), "cut off"],
  ["one of a later version", () => forged(1, 2), "version 2, this Atlas reads 1"],
  ["a picture", () => forged(0, 0x474e_5089), "not a road graph"],
  ["a header alone, short of a word", () => encoded().subarray(0, 76), "cut off"],
  ["one whose end is not a whole word", () => encoded().subarray(0, 81), "cut off"],
])("%s is refused", (_, bytes, reason) => {
  expect(() => decodeGraph(bytes())).toThrow(
    expect.objectContaining({
      name: "GraphFileError",
      message: `graph.bin: ${reason}. Build the city again with \`npm run city -- build\`.`,
    }),
  );
});

test("any single changed word is noticed", () => {
  const bytes = encoded();
  for (let at = 16; at < bytes.length; at += 4) {
    const altered = bytes.slice();
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(() => decodeGraph(altered)).toThrow("damaged (checksum differs)");
  }
});
