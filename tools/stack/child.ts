import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import { UserFixableError } from "./user-fixable-error.ts";
import { forgetProcess, recordProcess } from "./pid-file.ts";
import { stopProcess } from "./stop-process.ts";

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logDir: string;
  readonly runDir: string;
  readonly argv0?: string | undefined;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another user to run as, possible for root only. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly stopSignal?: NodeJS.Signals;
  readonly stopDeadlineMs?: number;
}

/** How a child ended: `exit code 1` or `SIGKILL`. */
export interface Ending {
  readonly name: string;
  readonly how: string;
  readonly logFile: string;
}

/** A process that a stack owns. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<Ending>;
  /** Aborted when the process has ended. */
  readonly gone: AbortSignal;
  stop(): Promise<void>;
}

/**
 * Starts a process in a group of its own, so that a Ctrl-C reaches only the one that stops all others in order. Its output
 * goes to `<logDir>/<name>.log`; the log of the run before is kept as `.old.log`.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const logFile = join(spec.logDir, `${spec.name}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  if (existsSync(logFile)) renameSync(logFile, join(spec.logDir, `${spec.name}.old.log`));
  const log = openSync(logFile, "a");
  const child = spawn(spec.command, spec.args, {
    argv0: spec.argv0,
    cwd: spec.cwd,
    env: spec.env ?? process.env,
    stdio: ["ignore", log, log],
    detached: true,
    ...spec.user,
  });
  closeSync(log);
  const gone = new AbortController();
  const ended = new Promise<Ending>((resolve) => {
    const end = (how: string): void => {
      forgetProcess(spec.runDir, spec.name);
      gone.abort();
      resolve({ name: spec.name, how, logFile });
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new UserFixableError(`${spec.name} could not be started: ${(await ended).how}`);
  recordProcess(spec.runDir, spec.name, pid);
  const stop = async (): Promise<void> => {
    await stopProcess(pid, spec.stopSignal ?? "SIGTERM", spec.stopDeadlineMs ?? 10_000);
    await ended;
  };
  return { name: spec.name, pid, logFile, ended, gone: gone.signal, stop };
}

/** The last lines of a log, indented, to show beneath an error. */
export function logTail(logFile: string, lines = 15): string {
  const text = existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd() : "";
  if (text === "") return "  (its log is empty)";
  return text
    .split("\n")
    .slice(-lines)
    .map((line) => `  │ ${line}`)
    .join("\n");
}
