import type { Violation } from "./oracle.ts";
import type { CellResult } from "./run-cell.ts";

/** Whether a cell shows what it must. */
export function isGood(result: CellResult): boolean {
  return faultsOf(result).length === 0;
}

const POSITIONS = "acknowledged-positions-exist";

const HEAD = [
  "cell",
  "trips",
  "acknowledged",
  "violations",
  "positions lost",
  "recovery (bar) s",
  "drained s",
  "turned away",
  "failed",
  "slowest s",
];

/** The results as a table in Markdown. */
export function tableOf(results: readonly CellResult[]): string {
  const rows = results.map((result) => [
    result.cell,
    String(result.trips),
    String(result.acknowledged),
    String(rowsOf(result.violations)),
    String(rowsOf([...result.violations, ...result.forgiven].filter(({ rule }) => rule === POSITIONS))),
    `${result.recoveryS?.toFixed(1) ?? "not in the load"} (${result.barS ?? "–"})`,
    result.left.length > 0 ? "never" : result.drainS.toFixed(1),
    String(result.tally.turnedAway),
    String(result.tally.failures),
    (result.tally.slowestMs / 1_000).toFixed(1),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(HEAD), line(HEAD.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** What is wrong with a cell, a line each. */
export function faultsOf(result: CellResult): string[] {
  const { cell, violations, recoveryS, barS, left } = result;
  const isLate = barS !== null && (recoveryS === null || recoveryS > barS);
  return [
    ...violations.map(({ rule, rows, examples }) => `${cell}: ${rule}: ${rows} × ${examples.join(" ")}`),
    ...(isLate
      ? [
          `${cell}: ${recoveryS === null ? "not recovered" : `recovered after ${recoveryS} s`}; the bar is ${barS} s (${courseOf(result)})`,
        ]
      : []),
    ...left.map((what) => `${cell}: left when the time to drain was over: ${what}`),
  ];
}

function courseOf({ matchedPerSecond, faultInSecond }: CellResult): string {
  const [before, after] = [matchedPerSecond.slice(0, faultInSecond), matchedPerSecond.slice(faultInSecond)];
  return `matches in each second: ${before.join(" ")} | ${after.join(" ")}`;
}

function rowsOf(violations: readonly Violation[]): number {
  return violations.reduce((sum, { rows }) => sum + rows, 0);
}
