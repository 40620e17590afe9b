import { once } from "node:events";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { startWorker } from "./start-worker.ts";

/** A worker process for tests that kill it: loaded, it says so and waits for a message before it starts to work. */
process.on("disconnect", () => process.exit());
process.send?.("loaded");
await once(process, "message");
await startWorker({ ...readConfig(process.env), lockMs: 1_000 }, pino({ level: "silent" }));
process.send?.("started");
