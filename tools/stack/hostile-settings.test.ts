import { nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { z } from "zod";
import { readSettings } from "./settings.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());
const env = fc.constant({
  DATABASE_URL: "postgres://localhost/atlas",
  REDIS_URL: "redis://localhost",
  ATLAS_PORTS: "free",
  GATEWAY_PORT: "8085",
  ATLAS_DEMO_DRIVERS: "30",
});
const settings = z.record(z.string(), z.coerce.string()).catch({});

test("settings of a stack are read or refused by name", async () => {
  await tryParser(watchdog, { inputs: nearly(env), parse: (input) => readSettings(settings.parse(input)) });
});
