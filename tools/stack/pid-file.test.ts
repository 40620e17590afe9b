import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { recordedProcess, recordedProcesses, recordProcess } from "./pid-file.ts";
import { stopProcess } from "./stop-process.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "atlas-run-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

test("a process that ended is no longer recorded", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  const { pid } = child;
  if (pid === undefined) throw new Error("no process");
  recordProcess(dir, "child", pid);
  expect(recordedProcess(dir, "child")?.pid).toBe(pid);
  const ended = once(child, "exit");
  expect(await stopProcess(pid, "SIGTERM", 5_000)).toBe(true);
  await ended;
  expect(recordedProcesses(dir)).toEqual([]);
});

test("another process with the recorded pid is not taken for it", () => {
  writeFileSync(join(dir, "child.json"), JSON.stringify({ name: "child", pid: process.pid, startedAt: "long ago" }));
  expect(recordedProcess(dir, "child")).toBeUndefined();
});

test("one that ignores the signal is killed after the deadline", async () => {
  const child = spawn(
    process.execPath,
    ["-e", "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"],
    {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  await once(child.stdout, "data");
  const ended = once(child, "exit");
  expect(await stopProcess(child.pid ?? 0, "SIGTERM", 50)).toBe(false);
  expect(await ended).toEqual([null, "SIGKILL"]);
});
