import { expect, test } from "vitest";
import { findMatches } from "./find-matches.ts";

const marked = (text: string, sought: string): string =>
  findMatches(text, sought)
    .map((part) => (part.isMatch ? `[${part.text}]` : part.text))
    .join("");

test("every word that was sought is marked, whatever its case", () => {
  expect(marked("Siti Nur Rahayu", "rah SITI")).toBe("[Siti] Nur [Rah]ayu");
  expect(marked("Siti", "budi")).toBe("Siti");
});

test("blanks and marks in numbers and plates do not count", () => {
  expect(marked("B 1030 AWW", "b1030aw")).toBe("[B 1030 AW]W");
  expect(marked("+62 812-3456-7890", "8123456")).toBe("+62 [812-3456]-7890");
});

test("letters that mean something to patterns are letters", () => {
  expect(marked("a.b (c)", "(c) .")).toBe("a[.]b [(c)]");
});
