import { expect, test } from "vitest";
import { CallerLines } from "./caller-lines.ts";

const TWO = { atOnce: 2, maxWaiting: 3, nowMs: 0 };

function entriesOf(lines: CallerLines<string>, caller: string, calls: readonly string[]): string[] {
  return calls.map((call) => lines.enter(caller, call, TWO));
}

test("one caller's calls wait for each other, and another caller's for none of them", () => {
  const lines = new CallerLines<string>();
  expect(entriesOf(lines, "flood", ["a", "b", "c", "d", "e", "f"])).toEqual([
    "admitted",
    "admitted",
    "waiting",
    "waiting",
    "waiting",
    "refused",
  ]);
  expect(entriesOf(lines, "other", ["x", "y"])).toEqual(["admitted", "admitted"]);
});

test("a call that leaves lets the caller's next one in, first come first served", () => {
  const lines = new CallerLines<string>();
  entriesOf(lines, "flood", ["a", "b", "c", "d"]);
  expect([lines.leave("flood"), lines.leave("flood"), lines.leave("flood")]).toEqual(["c", "d", null]);
  expect(lines.enter("flood", "e", TWO)).toBe("admitted");
  expect(lines.enter("flood", "f", TWO)).toBe("waiting");
});

test("a line without calls is forgotten", () => {
  const lines = new CallerLines<string>();
  entriesOf(lines, "one", ["a", "b", "c"]);
  entriesOf(lines, "other", ["x"]);
  expect(lines.size).toBe(2);
  lines.leave("other");
  for (const next of ["c", null, null]) expect(lines.leave("one")).toBe(next);
  expect(lines.size).toBe(0);
  expect(lines.leave("one")).toBeNull();
});

test("who has waited for too long goes, and nobody who came at the bound or later", () => {
  const lines = new CallerLines<string>();
  for (const [caller, call, nowMs] of [
    ["one", "inside", 0],
    ["one", "a", 10],
    ["one", "b", 20],
    ["two", "inside", 0],
    ["two", "c", 19],
  ] as const)
    lines.enter(caller, call, { atOnce: 1, maxWaiting: 9, nowMs });
  expect(lines.expire(10)).toEqual([]);
  expect(lines.expire(20)).toEqual(["a", "c"]);
  expect([lines.leave("one"), lines.leave("two")]).toEqual(["b", null]);
});
