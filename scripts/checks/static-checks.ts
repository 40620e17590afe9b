import { existsSync } from "node:fs";
import { join } from "node:path";

import { APPS } from "../stack/build-apps.ts";
import { ROOT } from "../stack/paths.ts";
import { type Check, failedCheck, passedCheck } from "./check.ts";
import { runProgram } from "./run-program.ts";

/** The checks that read the sources and start nothing. */
export function staticChecks(): Check[] {
  return [
    tool("format (oxfmt)", "oxfmt", ["--check", "."]),
    tool("layers", process.execPath, [join("scripts", "check-layers.ts")]),
    tool("lint (oxlint)", "oxlint", ["--type-aware", "--deny-warnings"]),
    tool("types: servers and packages", "tsc", ["-p", "tsconfig.json"]),
    ...APPS.filter((app) => existsSync(join(ROOT, "apps", app, "tsconfig.json"))).map((app) =>
      tool(`types: ${app}`, "tsc", ["-p", join("apps", app)]),
    ),
    tool("dead code (knip)", "knip", ["--no-progress"]),
  ];
}

function tool(name: string, program: string, args: readonly string[]): Check {
  const command = program.startsWith("/") ? program : join(ROOT, "node_modules", ".bin", program);
  return {
    name,
    lanes: 1,
    run: async () => {
      const { isOk, output } = await runProgram(command, args, { cwd: ROOT });
      return isOk ? passedCheck() : failedCheck(output);
    },
  };
}
