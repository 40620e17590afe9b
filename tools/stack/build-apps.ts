import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Child, logTail, startChild } from "./child.ts";
import { withFileLock } from "./file-lock.ts";
import { installedProgram } from "./installed-program.ts";
import { UserFixableError } from "./user-fixable-error.ts";
import { CACHE_DIR, ROOT, type StateDirs } from "./paths.ts";
import { say, timed } from "./progress.ts";
import { hashSources } from "./source-hash.ts";

export const APPS = ["web", "driver", "admin"] as const;
export type App = (typeof APPS)[number];

export function nextProgram(app: App): string {
  return installedProgram(join(ROOT, "apps", app), "next");
}

/** Builds those of the three apps whose sources changed since their last build; says what it does. */
export async function buildStaleApps(dirs: StateDirs, onStart: (child: Child) => Promise<Child>): Promise<void> {
  await withFileLock(join(CACHE_DIR, "build.lock"), async () => {
    for (const app of APPS) await buildIfStale(app, dirs, onStart);
  });
}

async function buildIfStale(app: App, dirs: StateDirs, onStart: (child: Child) => Promise<Child>): Promise<void> {
  const stamp = join(ROOT, "apps", app, ".next", "atlas-sources");
  const sources = hashSources(ROOT, [
    `apps/${app}`,
    "packages/features",
    "packages/ui",
    "packages/core",
    "pnpm-lock.yaml",
  ]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  say(app, "building");
  await timed(app, "built", async () => {
    const child = await startChild({
      name: `build-${app}`,
      command: process.execPath,
      args: ["--run", "build"],
      cwd: join(ROOT, "apps", app),
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      logDir: dirs.logs,
      runDir: dirs.run,
    });
    const { how, logFile } = await (await onStart(child)).ended;
    if (how !== "exit code 0") {
      throw new UserFixableError(
        `Building apps/${app} failed (${how}). The end of ${logFile}:\n${logTail(logFile, 40)}`,
      );
    }
  });
  writeFileSync(stamp, sources);
}
