import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { poll } from "./poll.ts";
import { processStart } from "./process-identity.ts";

/** Does `work` while holding the lock file, waiting for another living holder first. */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const taken = await poll(async () => (take(file) ? true : undefined), { timeoutMs: 10 * 60_000, everyMs: 100 });
  if (taken === undefined) throw new Error(`${file} has been held for ten minutes`);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = readHolder(file);
    if (holder > 0 && processStart(holder) === undefined) rmSync(file, { force: true });
    return false;
  }
}

function readHolder(file: string): number {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    // Released in between.
    return 0;
  }
}
