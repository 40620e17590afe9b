import { mkdirSync } from "node:fs";

import { addressTable } from "./address-table.ts";
import { type Ending, logTail } from "./child.ts";
import { UserFixableError } from "./user-fixable-error.ts";
import type { StateDirs } from "./paths.ts";
import { forgetProcess, recordedProcesses, recordProcess } from "./pid-file.ts";
import { settlePorts } from "./ports.ts";
import { ProcessTiers } from "./process-tiers.ts";
import { say } from "./progress.ts";
import type { PortSetting, StackSettings } from "./settings.ts";
import { removeStackFile } from "./stack-file.ts";
import { type StackParts, startStack } from "./start-stack.ts";
import { stopProcess } from "./stop-process.ts";

/** The record of the process that owns a whole stack. */
export const SUPERVISOR = "supervisor";

/** A terminal's Ctrl-C can arrive twice: once by itself and once passed on by the process above. */
const SAME_PRESS_MS = 1_500;

/**
 * Starts the stack and stays until a signal ends it or one of its processes dies; then stops everything. Returns the exit
 * code.
 */
export async function supervise(settings: StackSettings, dirs: StateDirs, parts: StackParts): Promise<number> {
  mkdirSync(dirs.run, { recursive: true });
  await sweepLeftovers(dirs);
  recordProcess(dirs.run, SUPERVISOR, process.pid);
  removeStackFile(dirs.stackFile);
  const tiers = new ProcessTiers();
  const interrupted = interruption(tiers);
  try {
    const settled = await settlePorts(settings, portsFor(settings, parts));
    const death = tiers.unexpectedEnd.then((ending) => Promise.reject(new UserFixableError(describeDeath(ending))));
    death.catch(() => {});
    const up = startStack(settled, dirs, tiers, parts);
    // After an interruption the rest of the start fails as its processes go; nobody needs to hear of it.
    up.catch(() => {});
    const stack = await Promise.race([up, interrupted, death]);
    if (stack === "interrupted") return 130;
    process.stdout.write(
      `\n${addressTable(stack, { withApps: parts.withApps, withMailbox: !process.env["ATLAS_SMTP_URL"] })}\n\n`,
    );
    say("atlas", "up. Ctrl-C or `npm stop` ends it; logs are in .atlas/logs/");
    await Promise.race([death, interrupted]);
    return 0;
  } finally {
    say("atlas", "stopping");
    await tiers.stop();
    removeStackFile(dirs.stackFile);
    forgetProcess(dirs.run, SUPERVISOR);
    say("atlas", "stopped; no process is left");
  }
}

function portsFor(settings: StackSettings, parts: StackParts): PortSetting[] {
  return [
    ...(settings.DATABASE_URL === undefined ? (["ATLAS_POSTGRES_PORT"] as const) : []),
    ...(settings.REDIS_URL === undefined ? (["ATLAS_REDIS_PORT"] as const) : []),
    "GATEWAY_PORT",
    "WORKER_PORT",
    "GATEWAY_METRICS_PORT",
    ...(parts.withApps ? (["WEB_PORT", "DRIVER_PORT", "ADMIN_PORT"] as const) : []),
  ];
}

function interruption(tiers: ProcessTiers): Promise<"interrupted"> {
  const { promise, resolve } = Promise.withResolvers<"interrupted">();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    resolve("interrupted");
    firstAt ??= performance.now();
    if (performance.now() - firstAt > SAME_PRESS_MS) tiers.kill();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  return promise;
}

/** Stops the processes of a stack whose supervisor was killed: they would hold the ports and the data folders. */
export async function sweepLeftovers(dirs: StateDirs): Promise<void> {
  const leftovers = recordedProcesses(dirs.run).toReversed();
  if (leftovers.length === 0) return;
  say("atlas", `stopping what an earlier start left: ${leftovers.map(({ name }) => name).join(", ")}`);
  const servers = new Set(["postgres", "redis"]);
  const stopAll = async (chosen: typeof leftovers): Promise<void> => {
    await Promise.all(
      chosen.map(({ name, pid }) => stopProcess(pid, name === "postgres" ? "SIGINT" : "SIGTERM", 10_000)),
    );
  };
  await stopAll(leftovers.filter(({ name }) => !servers.has(name)));
  await stopAll(leftovers.filter(({ name }) => servers.has(name)));
}

function describeDeath({ name, how, logFile }: Ending): string {
  return `${name} ended by itself (${how}), so everything is stopped. The end of ${logFile}:\n${logTail(logFile)}`;
}
