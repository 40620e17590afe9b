import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "@atlas/stack/paths";
import { z } from "zod";

/** What became of the start of a process. */
export type Started = RunningProcess | RefusedProcess;

export interface RunningProcess extends AsyncDisposable {
  readonly isRunning: true;
  readonly url: string;
}

export interface RefusedProcess extends AsyncDisposable {
  readonly isRunning: false;
  readonly exitCode: number | null;
  /** Of standard error. */
  readonly said: string;
}

const readySchema = z.looseObject({ msg: z.string(), url: z.string().optional() });

const FREE_PORTS = { GATEWAY_PORT: "0", GATEWAY_METRICS_PORT: "0", WORKER_PORT: "0" };

/** Starts the gateway or the worker with these variables and no others. */
export async function startProduction(
  app: "gateway" | "worker",
  env: Readonly<Record<string, string | undefined>>,
): Promise<Started> {
  const child = spawn(process.execPath, [join(ROOT, "apps", app, "src", "main.ts")], {
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...FREE_PORTS, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const gone = once(child, "close");
  const url = await new Promise<string | null>((resolve) => {
    child.once("close", () => resolve(null));
    createInterface(child.stdout).on("line", (line) => {
      const ready = readySchema.safeParse(JSON.parse(line));
      if (ready.data?.msg === `${app} ready`) resolve(ready.data.url ?? null);
    });
  });
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
  };
  if (url === null) return { isRunning: false, exitCode: child.exitCode, said, [Symbol.asyncDispose]: end };
  return { isRunning: true, url, [Symbol.asyncDispose]: end };
}
