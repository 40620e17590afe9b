// `npm run simulate -- --drivers 500 --orders-per-minute 30 --for 60s`: more traffic on a running stack.
// `npm run simulate -- --dishonest --trips 1000`: drivers who cheat, in simulated time, on servers of its own.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { SIMULATION_OPTIONS } from "@atlas/simulator/options";
import { handOver } from "@atlas/stack/hand-over";
import { ROOT, stateDirs } from "@atlas/stack/paths";
import { ProcessTiers } from "@atlas/stack/process-tiers";
import { timed } from "@atlas/stack/progress";
import { startTestServers } from "@atlas/stack/test-servers";
import { runCommand, UsageError, wholeNumber } from "./run-command.ts";

const USAGE = `npm run simulate [-- --drivers N --riders N --orders-per-minute N --for 60s --fleet NAME --pace N --seed N
                         --stack FILE]
       npm run simulate -- --dishonest [--trips N]`;
const OPTIONS = { ...SIMULATION_OPTIONS, dishonest: { type: "boolean" }, trips: { type: "string" } } as const;
const DEFAULT_TRIPS = "1000";

await runCommand({ usage: USAGE, line: { options: OPTIONS } }, async ({ values }) => {
  const { dishonest, trips, ...traffic } = values;
  if (dishonest !== true) {
    if (trips !== undefined) throw new UsageError("--trips goes with --dishonest");
    return await handOver(join(ROOT, "apps", "simulator", "src", "main.ts"), process.argv.slice(2));
  }
  const [other] = Object.keys(traffic);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --dishonest`);
  return await driveDishonestly(wholeNumber("trips", trips ?? DEFAULT_TRIPS));
});

async function driveDishonestly(trips: number): Promise<number> {
  const dirs = stateDirs(join(".atlas", `dishonest-${process.pid}`));
  const tiers = new ProcessTiers();
  try {
    const start = (): Promise<NodeJS.ProcessEnv> => startTestServers(dirs, tiers);
    Object.assign(process.env, await timed("servers", "Postgres and Redis for the simulation", start));
    return await handOver(join(ROOT, "apps", "gateway", "src", "testing", "dishonest", "main.ts"), [String(trips)]);
  } finally {
    await tiers.stop();
    rmSync(dirs.state, { recursive: true, force: true });
  }
}
