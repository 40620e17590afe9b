import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";
import { type Check, type CheckOutcome, failedCheck } from "./check.ts";
import { findChromium, NO_CHROMIUM } from "./find-chromium.ts";
import { runProgram } from "./run-program.ts";

const reportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** The journeys in a real browser, against a stack of their own. */
export function e2eCheck(scratchDir: string): Check {
  return {
    name: "journeys in a browser (playwright)",
    lanes: 2,
    run: (signal) => runJourneys(join(scratchDir, "e2e.json"), signal),
  };
}

async function runJourneys(reportFile: string, signal: AbortSignal): Promise<CheckOutcome> {
  const chromium = findChromium();
  if (chromium === undefined) return failedCheck(NO_CHROMIUM);
  const cwd = join(ROOT, "e2e");
  const env = {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
    ...(chromium.path === undefined ? {} : { ATLAS_CHROMIUM: chromium.path }),
  };
  const program = join(cwd, "node_modules", ".bin", "playwright");
  const { isOk, output } = await runProgram(program, ["test", "--reporter=line,json"], { cwd, env, signal });
  let counted: CheckOutcome;
  try {
    counted = countJourneys(readFileSync(reportFile, "utf8"));
  } catch {
    return failedCheck(output);
  }
  return isOk ? counted : { ...counted, failed: Math.max(counted.failed, 1), report: withoutProgress(output) };
}

/** The counts of Playwright's JSON report; a test that passed only on a retry is a failure. */
export function countJourneys(json: string): CheckOutcome {
  const { expected, unexpected, flaky, skipped } = reportSchema.parse(JSON.parse(json)).stats;
  return { passed: expected, failed: unexpected + flaky, skipped, report: "" };
}

/** The line reporter's output without its line per started test. */
export function withoutProgress(output: string): string {
  return output.replaceAll(/^\[\d+\/\d+\] .*\n/gm, "");
}
