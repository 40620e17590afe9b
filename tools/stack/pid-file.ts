import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { processStart } from "./process-identity.ts";

const schema = z.object({ name: z.string(), pid: z.number().int().positive(), startedAt: z.string() });

/** A process that a stack started and that is still the same one. */
export type RecordedProcess = z.output<typeof schema>;

/** Notes a running process, so that a later command can find and stop it. */
export function recordProcess(runDir: string, name: string, pid: number): void {
  const startedAt = processStart(pid);
  if (startedAt === undefined) return;
  mkdirSync(runDir, { recursive: true });
  writeFileSync(join(runDir, `${name}.json`), JSON.stringify({ name, pid, startedAt } satisfies RecordedProcess));
}

export function forgetProcess(runDir: string, name: string): void {
  rmSync(join(runDir, `${name}.json`), { force: true });
}

/** The recorded processes that are still alive. */
export function recordedProcesses(runDir: string): RecordedProcess[] {
  return recordNames(runDir).flatMap((name) => recordedProcess(runDir, name) ?? []);
}

/** The recorded process of that name if it is still alive; a record of one that is gone is removed. */
export function recordedProcess(runDir: string, name: string): RecordedProcess | undefined {
  const parsed = schema.safeParse(readRecord(join(runDir, `${name}.json`)));
  if (parsed.success && processStart(parsed.data.pid) === parsed.data.startedAt) return parsed.data;
  forgetProcess(runDir, name);
  return undefined;
}

function recordNames(runDir: string): string[] {
  try {
    return readdirSync(runDir).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : []));
  } catch {
    return [];
  }
}

function readRecord(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
