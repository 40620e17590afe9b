import { join } from "node:path";

import { ROOT } from "@atlas/stack/paths";
import { type Check, failedCheck, passedCheck } from "./check.ts";
import { runProgram } from "./run-program.ts";

/** The short form of the faults: small loads, every rule of the oracle, no bar on the time of recovery. */
export function faultsCheck(): Check {
  return {
    name: "faults (short form)",
    lanes: 2,
    run: async (signal) => {
      const { isOk, output } = await runProgram(process.execPath, [join("tools", "cli", "faults.ts"), "--short"], {
        cwd: ROOT,
        signal,
      });
      return isOk ? passedCheck() : failedCheck(output);
    },
  };
}
