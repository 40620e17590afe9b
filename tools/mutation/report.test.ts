import { expect, test } from "vitest";
import { readReport, scoreOf, tableOf } from "./report.ts";

const at = (line: number, from: number, to: number) => ({ start: { line, column: from }, end: { line, column: to } });
const mutant = (status: string, location = at(1, 1, 2)) => ({
  status,
  location,
  mutatorName: "EqualityOperator",
  replacement: "a <= b",
});

function reportOf(...mutants: ReturnType<typeof mutant>[]): string {
  const source = "export const isLess = a < b;\nexport const rest = {\n  a,\n};\n";
  return JSON.stringify({ schemaVersion: "1", files: { "src/less.ts": { source, mutants } } });
}

test("a killed and an endless mutant are noticed; what is ignored or does not load counts for nothing", () => {
  const statuses = ["Killed", "Timeout", "Survived", "NoCoverage", "Ignored", "CompileError", "RuntimeError"];
  const report = readReport("core", reportOf(...statuses.map((status) => mutant(status))));
  expect(report).toMatchObject({ noticed: 2, survived: 1, uncovered: 1 });
  expect(scoreOf(report)).toBe(50);
});

test("each mutant that nobody noticed is shown as it was and as it became", () => {
  const report = readReport("core", reportOf(mutant("Survived", at(1, 23, 28)), mutant("NoCoverage", at(1, 1, 7))));
  expect(report.unnoticed).toEqual([
    "src/less.ts:1:23 EqualityOperator: a < b → a <= b",
    "src/less.ts:1:1 EqualityOperator: export → a <= b (no test runs it)",
  ]);
});

test("of a mutant of several lines the first is shown", () => {
  const location = { start: { line: 2, column: 21 }, end: { line: 4, column: 2 } };
  expect(readReport("core", reportOf(mutant("Survived", location))).unnoticed).toEqual([
    "src/less.ts:2:21 EqualityOperator: { → a <= b",
  ]);
});

test("the table has a line for each piece and one for all", () => {
  const reports = [
    { name: "core one", noticed: 9, survived: 1, uncovered: 0, unnoticed: [] },
    { name: "core two", noticed: 5, survived: 3, uncovered: 2, unnoticed: [] },
  ];
  expect(tableOf(reports).split("\n").slice(2)).toEqual([
    "| core one | 10 | 9 | 1 | 0 | 90.0 % |",
    "| core two | 10 | 5 | 3 | 2 | 50.0 % |",
    "| together | 20 | 14 | 4 | 2 | 70.0 % |",
  ]);
});

test("where nothing can be mutated nothing is missed", () => {
  expect(scoreOf({ noticed: 0, survived: 0, uncovered: 0 })).toBe(100);
});
