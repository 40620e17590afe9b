import { TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestWorld } from "@atlas/services/testing/test-world";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";

/** A gateway or a worker in a process of its own, as it runs in production. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly metricsUrl: string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** What it has logged so far. */
  readonly lines: readonly LogLine[];
  /** Files of OpenTelemetry packages that it has loaded. */
  readonly telemetryFiles: readonly string[];
  /** As an orchestrator stops it. Resolves with its exit code. */
  readonly stop: () => Promise<number | null>;
}

/** A worker serves its metrics beside its health. */
const readySchema = z
  .object({ url: z.string(), metricsUrl: z.string().optional() })
  .transform(({ url, metricsUrl = `${url}/metrics` }) => ({ url, metricsUrl }));
const lineSchema = z.looseObject({ msg: z.string().optional(), traceId: z.string().optional() });
export type LogLine = z.output<typeof lineSchema>;

/** Tells each loaded file of an OpenTelemetry package on the standard error. */
const REPORT_LOADS = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      if (resolved.url.includes("/@opentelemetry/")) console.error("loaded " + resolved.url);
      return resolved;
    },
  });
`)}`;

/** Starts one on the servers and queues of a test world; `imports` are modules that it loads first. */
export async function startServer(
  app: "gateway" | "worker",
  world: TestWorld,
  env: Readonly<Record<string, string>> = {},
  imports: readonly string[] = [],
): Promise<RunningServer> {
  const preloads = [REPORT_LOADS, ...imports].flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, [...preloads, join(ROOT, "apps", app, "src", "main.ts")], {
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      ATLAS_DEMO: "1",
      DATABASE_URL: world.databaseUrl,
      REDIS_URL: world.redisUrl,
      ATLAS_QUEUE_PREFIX: world.cityId,
      GATEWAY_PORT: "0",
      GATEWAY_METRICS_PORT: "0",
      ATLAS_METRICS_MAX_AGE_MS: "0",
      WORKER_PORT: "0",
      ATLAS_LINK_SECRET: TEST_LINK_SECRET,
      BETTER_AUTH_SECRET: "a secret that only this test knows, 32+ letters",
      LOG_LEVEL: "debug",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: LogLine[] = [];
  const telemetryFiles: string[] = [];
  const complaints: string[] = [];
  createInterface(child.stderr).on("line", (line) => {
    if (line.startsWith("loaded ")) telemetryFiles.push(line.slice("loaded ".length));
    else complaints.push(line);
  });
  const gone = once(child, "exit");
  const { url, metricsUrl } = await new Promise<{ url: string; metricsUrl: string }>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${app} ended with ${code}: ${complaints.join("\n")}`)));
    createInterface(child.stdout).on("line", (text) => {
      const line = lineSchema.parse(JSON.parse(text));
      lines.push(line);
      const ready = readySchema.safeParse(line);
      if (line.msg === `${app} ready` && ready.success) resolve(ready.data);
    });
  });
  const stop = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    await gone;
    return child.exitCode;
  };
  return {
    url,
    metricsUrl,
    signal: (name) => void child.kill(name),
    lines,
    telemetryFiles,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
