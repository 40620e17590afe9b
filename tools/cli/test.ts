// `npm test`: every check of the repository, on servers of its own.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { auditCheck } from "@atlas/checks/audit-check";
import { buildCheck } from "@atlas/checks/build-check";
import { e2eCheck } from "@atlas/checks/e2e-check";
import { faultsCheck } from "@atlas/checks/faults-check";
import { mutationCheck } from "@atlas/checks/mutation-check";
import { runChecks } from "@atlas/checks/run-checks";
import { staticChecks } from "@atlas/checks/static-checks";
import { startTestServers } from "@atlas/stack/test-servers";
import { findCaddy } from "@atlas/checks/find-caddy";
import { componentCheck, vitestCheck } from "@atlas/checks/vitest-check";
import { CACHE_DIR, stateDirs } from "@atlas/stack/paths";
import { ProcessTiers } from "@atlas/stack/process-tiers";
import { say, seconds, timed } from "@atlas/stack/progress";
import { runCommand } from "./run-command.ts";

await runCommand({ usage: "npm test", line: {} }, async () => {
  const startedAt = performance.now();
  const dirs = stateDirs(join(".atlas", `test-${process.pid}`));
  mkdirSync(dirs.state, { recursive: true });
  // Many checks start processes of ours, which all compile the same files.
  process.env["NODE_COMPILE_CACHE"] ??= join(CACHE_DIR, "compiled");
  const tiers = new ProcessTiers();
  const stopping = new AbortController();
  const stopOnSignal = (): void => {
    stopping.abort();
    void tiers.stop().then(() => process.exit(130));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stopOnSignal);
  try {
    const servers = await timed("servers", "Postgres and Redis for the tests", () => startTestServers(dirs, tiers));
    const checks = [
      ...staticChecks(),
      vitestCheck({ scratchDir: dirs.state, env: { ...process.env, ...servers, ATLAS_CADDY: findCaddy() } }),
      componentCheck({ scratchDir: dirs.state, env: process.env }),
      faultsCheck(),
      buildCheck(dirs, tiers),
      e2eCheck(dirs.state),
      // Of the night: a fault that becomes known stops nobody's work of the day.
      ...(process.env["ATLAS_AUDIT"] === "1" ? [auditCheck(process.env)] : []),
      // Longer than everything else together: for the night.
      ...(process.env["ATLAS_MUTATION"] === "1" ? [mutationCheck({ ...process.env, ...servers })] : []),
    ];
    const outcomes = await runChecks(checks, stopping.signal);
    const sum = (of: "passed" | "failed" | "skipped"): number => outcomes.reduce((total, one) => total + one[of], 0);
    say("total", seconds(performance.now() - startedAt));
    process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped\n`);
    return sum("failed") === 0 ? 0 : 1;
  } finally {
    await tiers.stop();
    rmSync(dirs.state, { recursive: true, force: true });
  }
});
