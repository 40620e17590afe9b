// `npm run simulate -- --drivers 500 --orders-per-minute 30 --for 60s`: more traffic on a running stack.
import { join } from "node:path";

import { handOver } from "@atlas/stack/hand-over";
import { runMain } from "@atlas/stack/mendable";
import { ROOT } from "@atlas/stack/paths";

await runMain(() => handOver(join(ROOT, "apps", "simulator", "src", "main.ts"), process.argv.slice(2)));
