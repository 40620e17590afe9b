import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { ROOT } from "@atlas/stack/paths";
import { say } from "@atlas/stack/progress";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A browser for the journeys. */
export interface Chromium {
  /** The program, or undefined for the one that Playwright downloaded for itself. */
  readonly path: string | undefined;
}

/**
 * The Chromium of ATLAS_CHROMIUM, else one on the machine, else Debian's package as root, else Playwright's download;
 * undefined when none can be had.
 */
export function findChromium(): Chromium | undefined {
  const found = onMachine();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    say("chromium", "not found; installing the system's package (once)");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], env);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], env);
    const installed = onMachine();
    if (installed !== undefined) return { path: installed };
  }
  say("chromium", "not found; asking Playwright for one (once)");
  const playwright = join(ROOT, "e2e", "node_modules", ".bin", "playwright");
  return run(playwright, ["install", "chromium"], process.env) ? { path: undefined } : undefined;
}

function onMachine(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const wanted = process.env["ATLAS_CHROMIUM"];
  return [...(wanted === undefined ? [] : [wanted]), ...candidates, ...MAC_APPS].find((file) => existsSync(file));
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(command, args, { stdio: ["ignore", 2, 2], env }).status === 0;
}
