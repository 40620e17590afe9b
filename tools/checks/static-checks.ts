import { existsSync } from "node:fs";
import { join } from "node:path";

import { APPS } from "@atlas/stack/build-apps";
import { CACHE_DIR, ROOT } from "@atlas/stack/paths";
import { type Check, failedCheck, passedCheck } from "./check.ts";
import { runProgram } from "./run-program.ts";

/** The checks that read the sources and start nothing. */
export function staticChecks(): Check[] {
  return [...sourceChecks(["."]), tool("dead code (knip)", "knip", ["--no-progress"])];
}

/** Format and lint of `files`, the layers and the types of everything. */
export function sourceChecks(files: readonly string[]): Check[] {
  return [
    tool("format (oxfmt)", "oxfmt", ["--check", "--no-error-on-unmatched-pattern", ...files]),
    tool("layers", process.execPath, [join("tools", "layers", "check-layers.ts")]),
    tool("lint (oxlint)", "oxlint", ["--type-aware", "--deny-warnings", "--no-error-on-unmatched-pattern", ...files]),
    types("servers and packages", "tsconfig.json"),
    ...APPS.filter((app) => existsSync(join(ROOT, "apps", app, "tsconfig.json"))).map((app) =>
      types(app, join("apps", app)),
    ),
    types("service worker", join("packages", "features", "service-worker")),
    types("components", join("packages", "ui")),
    types("catalogue", join("tools", "catalogue")),
  ];
}

// What was found out about unchanged files is kept, so that only the first run is a long one.
function types(name: string, project: string): Check {
  const remembered = join(CACHE_DIR, `types-${name.replaceAll(" ", "-")}.tsbuildinfo`);
  return tool(`types: ${name}`, "tsc", ["-p", project, "--incremental", "--tsBuildInfoFile", remembered]);
}

function tool(name: string, program: string, args: readonly string[]): Check {
  const command = program.startsWith("/") ? program : join(ROOT, "node_modules", ".bin", program);
  return {
    name,
    lanes: 1,
    run: async (signal) => {
      const { isOk, output } = await runProgram(command, args, { cwd: ROOT, signal });
      return isOk ? passedCheck() : failedCheck(output);
    },
  };
}
