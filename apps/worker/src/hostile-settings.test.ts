import { nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { z } from "zod";
import { readConfig } from "./config.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());
const env = fc.constant({
  DATABASE_URL: "postgres://localhost/atlas",
  REDIS_URL: "redis://localhost",
  WORKER_PORT: "8086",
  ATLAS_GPS_RETENTION_DAYS: "30",
  LOG_LEVEL: "info",
});
const settings = z.record(z.string(), z.coerce.string()).catch({});

test("settings are read or refused by name", async () => {
  await tryParser(watchdog, { inputs: nearly(env), parse: (input) => readConfig(settings.parse(input)) });
});
