// `npm run bench [-- --json FILE …]`: the benchmarks, on durable servers of their own.
import { rmSync } from "node:fs";
import { join } from "node:path";

import { BENCH_OPTIONS } from "@atlas/bench/options";
import { installedChromium } from "@atlas/checks/installed-chromium";
import { startTestServers } from "@atlas/stack/test-servers";
import { handOver } from "@atlas/stack/hand-over";
import { ROOT, stateDirs } from "@atlas/stack/paths";
import { ProcessTiers } from "@atlas/stack/process-tiers";
import { timed } from "@atlas/stack/progress";
import { runCommand } from "./run-command.ts";

const USAGE = "npm run bench [-- --only NAME,… --floods PART,… --orders N --filled URL --json FILE]";

await runCommand({ usage: USAGE, line: { options: BENCH_OPTIONS } }, async () => {
  const dirs = stateDirs(join(".atlas", `bench-${process.pid}`));
  const tiers = new ProcessTiers();
  // For what is measured in a browser.
  const chromium = installedChromium();
  if (chromium !== undefined) process.env["ATLAS_CHROMIUM"] = chromium;
  try {
    const start = (): Promise<NodeJS.ProcessEnv> => startTestServers(dirs, tiers, { isDurable: true });
    Object.assign(process.env, await timed("servers", "Postgres and Redis for the benchmarks", start));
    return await handOver(join(ROOT, "bench", "main.ts"), process.argv.slice(2));
  } finally {
    await tiers.stop();
    rmSync(dirs.state, { recursive: true, force: true });
  }
});
