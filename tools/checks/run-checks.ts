import { say, seconds } from "@atlas/stack/progress";
import { type Check, type CheckOutcome, failedCheck } from "./check.ts";

const LANES = 2;

/**
 * Runs all checks in order, side by side where they fit; one that fails or throws does not keep the others from running.
 * None is started once `signal` is aborted.
 */
export async function runChecks(checks: readonly Check[], signal: AbortSignal): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  const running = new Set<Promise<void>>();
  let free = LANES;
  for (const check of checks) {
    while (free < check.lanes) await Promise.race(running);
    if (signal.aborted) break;
    free -= check.lanes;
    const done: Promise<void> = runCheck(check, signal).then((outcome) => {
      outcomes.push(outcome);
      free += check.lanes;
      running.delete(done);
    });
    running.add(done);
  }
  await Promise.all(running);
  return outcomes;
}

async function runCheck(check: Check, signal: AbortSignal): Promise<CheckOutcome> {
  const startedAt = performance.now();
  const outcome = await check.run(signal).catch((error: unknown) => failedCheck(describe(error)));
  const { passed, failed, skipped, report } = outcome;
  const mark = failed > 0 ? "FAILED" : skipped > 0 && passed === 0 ? "skipped" : "ok";
  const counts = passed + failed + skipped > 1 ? `  ${passed} passed, ${failed} failed, ${skipped} skipped` : "";
  say(mark, `${check.name}${counts}  ${seconds(performance.now() - startedAt)}`);
  if (report !== "") process.stderr.write(`${report.trimEnd().replaceAll(/^/gm, "        │ ")}\n`);
  return outcome;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
