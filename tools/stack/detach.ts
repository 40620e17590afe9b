import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { StateDirs } from "./paths.ts";
import { poll } from "./poll.ts";
import { readStackFile } from "./stack-file.ts";

/**
 * Starts the stack in the background, shows its progress until it is up, and returns 0 then, or its exit code when it
 * could not come up.
 */
export async function startDetached(script: string, args: readonly string[], dirs: StateDirs): Promise<number> {
  mkdirSync(dirs.logs, { recursive: true });
  const logFile = join(dirs.logs, "stack.log");
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, [script, ...args], { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new AbortController();
  child.once("exit", () => ended.abort());
  let shown = 0;
  const show = (): string => {
    const text = readFileSync(logFile, "utf8");
    process.stderr.write(text.slice(shown));
    shown = text.length;
    return text;
  };
  const probe = async (): Promise<true | undefined> =>
    show().includes("\natlas     up.") && readStackFile(dirs.stackFile) !== undefined ? true : undefined;
  const isUp = await poll(probe, { timeoutMs: 30 * 60_000, everyMs: 100, signal: ended.signal });
  show();
  child.unref();
  return isUp === true ? 0 : (child.exitCode ?? 1);
}
