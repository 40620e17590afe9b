// `npm run verify`: what `npm test` would say first of a change, within seconds.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { changedFiles, packagesOf, publishedCommit } from "@atlas/checks/changed-files";
import { relatedTests } from "@atlas/checks/related-tests";
import { runChecks } from "@atlas/checks/run-checks";
import { sourceChecks } from "@atlas/checks/static-checks";
import { componentCheck, vitestCheck } from "@atlas/checks/vitest-check";
import { stateDirs } from "@atlas/stack/paths";
import { ProcessTiers } from "@atlas/stack/process-tiers";
import { say, seconds } from "@atlas/stack/progress";
import { startTestServers } from "@atlas/stack/test-servers";
import { runCommand } from "./run-command.ts";

await runCommand({ usage: "npm run verify", line: {} }, async () => {
  const startedAt = performance.now();
  const base = publishedCommit();
  const files = changedFiles(base);
  if (files.length === 0) {
    say("verify", "nothing has changed");
    return 0;
  }
  const dirs = stateDirs(join(".atlas", `verify-${process.pid}`));
  mkdirSync(dirs.state, { recursive: true });
  const tiers = new ProcessTiers();
  const stopping = new AbortController();
  const stopOnSignal = (): void => {
    stopping.abort();
    void tiers.stop().then(() => process.exit(130));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stopOnSignal);
  try {
    const tests = await relatedTests(base, packagesOf(files));
    const found = tests.files.length + tests.components.length;
    say("verify", `${files.length} changed files, ${found} test files of their packages`);
    const servers = tests.needServers ? startTestServers(dirs, tiers) : Promise.resolve({});
    const outcomes = await runChecks(sourceChecks(files), stopping.signal);
    if (tests.files.length > 0) {
      const env = { ...process.env, ...(await servers) };
      const check = vitestCheck({ scratchDir: dirs.state, env, only: tests.files });
      outcomes.push(...(await runChecks([check], stopping.signal)));
    }
    if (tests.components.length > 0) {
      const check = componentCheck({ scratchDir: dirs.state, env: process.env, only: tests.components });
      outcomes.push(...(await runChecks([check], stopping.signal)));
    }
    say("total", seconds(performance.now() - startedAt));
    return outcomes.every(({ failed }) => failed === 0) ? 0 : 1;
  } finally {
    await tiers.stop();
    rmSync(dirs.state, { recursive: true, force: true });
  }
});
