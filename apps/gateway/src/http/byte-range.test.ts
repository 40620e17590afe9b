import { describe, expect, test } from "vitest";
import { parseByteRange } from "./byte-range.ts";

describe("parseByteRange", () => {
  test("no header, other units, several ranges and nonsense ask for the whole file", () => {
    for (const header of [undefined, "", "items=0-1", "bytes=0-1,4-5", "bytes=-", "bytes=a-b", "bytes=5-2"]) {
      expect(parseByteRange(header, 100)).toEqual({ kind: "whole" });
    }
  });

  test("a range is cut at the end of the file", () => {
    expect(parseByteRange("bytes=0-9", 100)).toEqual({ kind: "part", start: 0, end: 9 });
    expect(parseByteRange("bytes=90-200", 100)).toEqual({ kind: "part", start: 90, end: 99 });
    expect(parseByteRange("bytes=90-", 100)).toEqual({ kind: "part", start: 90, end: 99 });
  });

  test("a suffix counts from the end", () => {
    expect(parseByteRange("bytes=-10", 100)).toEqual({ kind: "part", start: 90, end: 99 });
    expect(parseByteRange("bytes=-500", 100)).toEqual({ kind: "part", start: 0, end: 99 });
  });

  test("a range past the end, and an empty suffix, cannot be had", () => {
    expect(parseByteRange("bytes=100-", 100)).toEqual({ kind: "unsatisfiable" });
    expect(parseByteRange("bytes=-0", 100)).toEqual({ kind: "unsatisfiable" });
  });
});
