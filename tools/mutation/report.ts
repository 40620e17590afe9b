import { z } from "zod";

const positionSchema = z.object({ line: z.int(), column: z.int() });
/** Of Stryker's JSON report, what is used. Lines and columns count from 1. */
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({ start: positionSchema, end: positionSchema }),
        }),
      ),
    }),
  ),
});

/** What became of mutants. */
export interface Tally {
  /** A test failed, or the mutant never came to an end. */
  readonly noticed: number;
  readonly survived: number;
  /** No test runs the code. */
  readonly uncovered: number;
}

export interface PieceReport extends Tally {
  readonly name: string;
  /** A line for each mutant that no test noticed. */
  readonly unnoticed: readonly string[];
}

/** Reads Stryker's JSON report. Mutants that are ignored or do not load count for nothing. */
export function readReport(name: string, json: string): PieceReport {
  const { files } = reportSchema.parse(JSON.parse(json));
  const mutants = Object.entries(files).flatMap(([file, { source, mutants: ofFile }]) =>
    ofFile.map((mutant) => ({ ...mutant, file, source })),
  );
  const count = (...statuses: string[]): number => mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    name,
    noticed: count("Killed", "Timeout"),
    survived: count("Survived"),
    uncovered: count("NoCoverage"),
    unnoticed: mutants
      .filter(({ status }) => status === "Survived" || status === "NoCoverage")
      .map(({ file, source, location: { start, end }, mutatorName, replacement, status }) => {
        const was = source.split("\n")[start.line - 1]?.slice(start.column - 1, lastColumn(start, end)) ?? "";
        const mark = status === "NoCoverage" ? " (no test runs it)" : "";
        return `${file}:${start.line}:${start.column} ${mutatorName}: ${oneLine(was)} → ${oneLine(replacement ?? "")}${mark}`;
      }),
  };
}

function lastColumn(start: { line: number }, end: { line: number; column: number }): number | undefined {
  return start.line === end.line ? end.column - 1 : undefined;
}

function oneLine(code: string): string {
  const short = code.trim().replaceAll(/\s+/g, " ");
  return short.length > 80 ? `${short.slice(0, 80)}…` : short;
}

/** The share of mutants that tests noticed, in percent; 100 where there are none. */
export function scoreOf({ noticed, survived, uncovered }: Tally): number {
  const all = noticed + survived + uncovered;
  return all === 0 ? 100 : (100 * noticed) / all;
}

/** The sum of several. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (of: keyof Tally): number => tallies.reduce((total, tally) => total + tally[of], 0);
  return { noticed: sum("noticed"), survived: sum("survived"), uncovered: sum("uncovered") };
}

const HEAD = ["", "mutants", "noticed", "survived", "no test runs it", "score"];

/** The reports as a table in Markdown, with a last line for all of them. */
export function tableOf(reports: readonly PieceReport[]): string {
  const rows = [...reports, { ...sumOf(reports), name: "together" }].map((row) => [
    row.name,
    String(row.noticed + row.survived + row.uncovered),
    String(row.noticed),
    String(row.survived),
    String(row.uncovered),
    `${scoreOf(row).toFixed(1)} %`,
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(HEAD), line(HEAD.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
