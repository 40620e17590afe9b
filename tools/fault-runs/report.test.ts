import { expect, test } from "vitest";
import { faultsOf, isGood, tableOf } from "./report.ts";
import type { CellResult } from "./run-cell.ts";

const GOOD: CellResult = {
  cell: "kill-postgres",
  trips: 300,
  acknowledged: 1_500,
  violations: [],
  forgiven: [{ rule: "acknowledged-positions-exist", rows: 4, examples: [] }],
  recoveryS: 2.04,
  barS: 5,
  drainS: 3,
  left: [],
  tally: { replies: 2_000, turnedAway: 7, refusals: 1, failures: 0, slowestMs: 1_234, codes: {} },
  matchedPerSecond: [],
  faultInSecond: 8,
};

test("a cell is a row of a Markdown table", () => {
  expect(tableOf([GOOD]).split("\n").at(-1)).toBe(
    "| kill-postgres | 300 | 1500 | 0 | 4 | 2.0 (5) | 3.0 | 7 | 0 | 1.2 |",
  );
});

test("a violation, a late recovery, none at all and work that is left are each a fault", () => {
  expect(isGood(GOOD)).toBe(true);
  const broken = { rule: "no-dead-letters", rows: 2, examples: ["{}"] };
  for (const [change, words] of [
    [{ violations: [broken] }, "no-dead-letters: 2"],
    [{ recoveryS: 5.1 }, "the bar is 5 s"],
    [{ recoveryS: null }, "the bar is 5 s"],
    [{ left: ["3 drivers"] }, "3 drivers"],
  ] as const) {
    expect(faultsOf({ ...GOOD, ...change })).toEqual([expect.stringContaining(words)]);
  }
});

test("where recovery is only measured it is no fault", () => {
  expect(isGood({ ...GOOD, barS: null, recoveryS: null })).toBe(true);
});
