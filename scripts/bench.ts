// `npm run bench [-- --json FILE …]`: the benchmarks, on durable servers of their own.
import { rmSync } from "node:fs";
import { join } from "node:path";

import { startTestServers } from "./checks/test-servers.ts";
import { handOver } from "./stack/hand-over.ts";
import { runMain } from "./stack/mendable.ts";
import { ROOT, stateDirs } from "./stack/paths.ts";
import { ProcessTiers } from "./stack/process-tiers.ts";
import { timed } from "./stack/progress.ts";

await runMain(async () => {
  const dirs = stateDirs(join(".atlas", `bench-${process.pid}`));
  const tiers = new ProcessTiers();
  try {
    const start = (): Promise<NodeJS.ProcessEnv> => startTestServers(dirs, tiers, { isDurable: true });
    Object.assign(process.env, await timed("servers", "Postgres and Redis for the benchmarks", start));
    return await handOver(join(ROOT, "bench", "main.ts"), process.argv.slice(2));
  } finally {
    await tiers.stop();
    rmSync(dirs.state, { recursive: true, force: true });
  }
});
