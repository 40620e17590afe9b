import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";
import { type Check, type CheckOutcome, failedCheck } from "./check.ts";
import { findChromium, NO_CHROMIUM } from "./find-chromium.ts";
import { type ProgramOptions, runProgram } from "./run-program.ts";

const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

interface VitestOptions {
  /** Where its report is written. */
  readonly scratchDir: string;
  /** Names the test servers. */
  readonly env: NodeJS.ProcessEnv;
  /** Only these test files; left out, all of the repository's. */
  readonly only?: readonly string[];
}

/** The repository's vitest tests, but for those in a browser. */
export function vitestCheck({ scratchDir, env, only = [] }: VitestOptions): Check {
  const args = ["--project=unit", "--project=servers", ...only];
  return {
    name: "tests (vitest)",
    lanes: 2,
    run: (signal) => runVitest([join(scratchDir, "vitest.json"), ...args], { env, signal }),
  };
}

/** The tests of components in a real browser; skipped where there is none. */
export function componentCheck({ scratchDir, env, only = [] }: VitestOptions): Check {
  return {
    name: "components in a browser (vitest)",
    lanes: 2,
    run: async (signal) => {
      const chromium = findChromium();
      if (chromium === undefined) return { passed: 0, failed: 0, skipped: 1, report: NO_CHROMIUM };
      const args = [join(scratchDir, "components.json"), "--project=browser", ...only] as const;
      return await runVitest(args, { env: { ...env, ATLAS_CHROMIUM: chromium.path }, signal });
    },
  };
}

async function runVitest(
  [reportFile, ...only]: readonly [string, ...string[]],
  options: Pick<ProgramOptions, "env" | "signal">,
): Promise<CheckOutcome> {
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`, ...only];
  const { isOk, output } = await runProgram(join(ROOT, "node_modules", ".bin", "vitest"), args, {
    cwd: ROOT,
    ...options,
  });
  let counted: CheckOutcome;
  try {
    counted = countTests(readFileSync(reportFile, "utf8"));
  } catch {
    return failedCheck(output);
  }
  if (isOk) return counted;
  return { ...counted, failed: Math.max(counted.failed, 1), report: failuresIn(output) };
}

/** What vitest prints after the list of files: failed tests and errors that belong to none, each under a ruler. */
export function failuresIn(output: string): string {
  const ruler = output.search(/^.*⎯{4}.*(Failed|Unhandled)/m);
  return ruler === -1 ? output : output.slice(ruler);
}

/** The counts of vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function countTests(json: string): CheckOutcome {
  const report = reportSchema.parse(JSON.parse(json));
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    report: "",
  };
}
