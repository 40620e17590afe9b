// `npm run simulate -- --drivers 500 --orders-per-minute 30 --for 60s`: more traffic on a running stack.
import { join } from "node:path";

import { handOver } from "./stack/hand-over.ts";
import { runMain } from "./stack/mendable.ts";
import { ROOT } from "./stack/paths.ts";

await runMain(() => handOver(join(ROOT, "apps", "simulator", "src", "main.ts"), process.argv.slice(2)));
