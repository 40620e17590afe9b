import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { ROOT } from "@atlas/stack/paths";
import { say } from "@atlas/stack/progress";
import { installedChromium } from "./installed-chromium.ts";

/** A browser for the journeys and the tests of components. */
export interface Chromium {
  /** The program, or undefined for the one that Playwright downloaded for itself. */
  readonly path: string | undefined;
}

/** Where findChromium finds none. */
export const NO_CHROMIUM =
  "No Chromium could be found or fetched. Install one, or name it with ATLAS_CHROMIUM=/path/to/it.";

/**
 * The Chromium of ATLAS_CHROMIUM, else one on the machine, else Debian's package as root, else Playwright's download;
 * undefined when none can be had.
 */
export function findChromium(): Chromium | undefined {
  const found = installedChromium();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    say("chromium", "not found; installing the system's package (once)");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], env);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], env);
    const installed = installedChromium();
    if (installed !== undefined) return { path: installed };
  }
  say("chromium", "not found; asking Playwright for one (once)");
  const playwright = join(ROOT, "e2e", "node_modules", ".bin", "playwright");
  return run(playwright, ["install", "chromium"], process.env) ? { path: undefined } : undefined;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(command, args, { stdio: ["ignore", 2, 2], env }).status === 0;
}
