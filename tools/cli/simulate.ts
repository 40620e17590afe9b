// `npm run simulate -- --drivers 500 --orders-per-minute 30 --for 60s`: more traffic on a running stack.
import { join } from "node:path";
import { SIMULATION_OPTIONS } from "@atlas/simulator/options";
import { handOver } from "@atlas/stack/hand-over";
import { ROOT } from "@atlas/stack/paths";
import { runCommand } from "./run-command.ts";

const USAGE = `npm run simulate [-- --drivers N --riders N --orders-per-minute N --for 60s --fleet NAME --pace N --seed N
                         --stack FILE]`;

await runCommand({ usage: USAGE, line: { options: SIMULATION_OPTIONS } }, () =>
  handOver(join(ROOT, "apps", "simulator", "src", "main.ts"), process.argv.slice(2)),
);
