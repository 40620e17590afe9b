import { join } from "node:path";

import { ROOT } from "@atlas/stack/paths";
import { type Check, failedCheck, passedCheck } from "./check.ts";
import { runProgram } from "./run-program.ts";

/** Mutates core and the guards from scratch, in the environment that names the test servers; fails below core's least score. */
export function mutationCheck(env: NodeJS.ProcessEnv): Check {
  return {
    name: "mutation (core and guards)",
    lanes: 2,
    run: async (signal) => {
      const command = [join("tools", "cli", "mutation.ts"), "--from-scratch"];
      const { isOk, output } = await runProgram(process.execPath, command, { cwd: ROOT, env, signal });
      return isOk ? passedCheck() : failedCheck(output);
    },
  };
}
