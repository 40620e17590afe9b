import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { readStackFile, type StackFile } from "@atlas/stack/stack-file";

/** A whole Atlas of its own, as `npm start` runs it, without the simulated fleet. */
export async function startWholeStack(
  name: string,
): Promise<{ readonly stack: StackFile; readonly stop: () => Promise<void> }> {
  const state = join(ROOT, ".atlas", `${name}-${process.pid}`);
  // Servers of its own: what it writes belongs into nobody's database.
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, "tools", "cli", "start.ts"), "--no-simulator"], {
    env: { ...env, ATLAS_STATE_DIR: state, ATLAS_PORTS: "free" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async (): Promise<void> => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    rmSync(state, { recursive: true, force: true });
  };
  let printed = "";
  await new Promise<void>((isUp, failed) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes("demo log-in")) isUp();
    });
    child.once("exit", (code) => failed(new Error(`the stack did not come up (exit code ${code})`)));
  });
  const stack = readStackFile(join(state, "stack.json"));
  if (stack !== undefined) return { stack, stop };
  await stop();
  throw new Error("the stack has left no stack.json");
}
