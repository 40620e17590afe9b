import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * Starts a stack of its own on free ports, without the simulated fleet unless pictures are taken, and stops it at the end. With ATLAS_STACK_FILE set the
 * journeys use that running stack instead.
 */
export default async function startStack(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["ATLAS_STACK_FILE"] !== undefined) return undefined;
  const state = join(ROOT, ".atlas", `e2e-${process.pid}`);
  const fleet = process.env["ATLAS_SCREENS"] === undefined ? ["--no-simulator"] : [];
  const child = spawn(process.execPath, [join(ROOT, "tools", "cli", "start.ts"), ...fleet], {
    env: { ...process.env, ATLAS_STATE_DIR: state, ATLAS_PORTS: "free", LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  const up = new Promise<void>((isUp, failed) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes("demo log-in")) isUp();
    });
    child.once("exit", (code) => failed(new Error(`The stack did not come up (exit code ${code}).`)));
  });
  await up;
  process.env["ATLAS_STACK_FILE"] = join(state, "stack.json");
  return async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    if (existsSync(state)) rmSync(state, { recursive: true, force: true });
  };
}
