import { ROOT } from "@atlas/stack/paths";
import { type Check, type CheckOutcome, failedCheck, passedCheck } from "./check.ts";
import { runProgram } from "./run-program.ts";

/** What pnpm says when the registry gives no list of known faults, or cannot be reached. */
const WITHOUT_LIST = /ERR_PNPM_AUDIT_|ERR_PNPM_META_FETCH_FAIL|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|fetch failed/;

/** Holds the packages that are installed in production against the registry's list of known faults: high ones, and worse. */
export function auditCheck(env: NodeJS.ProcessEnv): Check {
  return {
    name: "known faults of packages (pnpm audit)",
    lanes: 1,
    run: async (signal) =>
      auditOutcome(await runProgram("pnpm", ["audit", "--prod", "--audit-level", "high"], { cwd: ROOT, env, signal })),
  };
}

/** Where there is no list nothing is known: that is no pass. */
export function auditOutcome({ isOk, output }: { readonly isOk: boolean; readonly output: string }): CheckOutcome {
  if (isOk) return passedCheck();
  if (!WITHOUT_LIST.test(output)) return failedCheck(output);
  return { passed: 0, failed: 0, skipped: 1, report: `The registry gives no list of known faults:\n${output}` };
}
