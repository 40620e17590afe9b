import { buildStaleApps } from "../stack/build-apps.ts";
import type { StateDirs } from "../stack/paths.ts";
import type { ProcessTiers } from "../stack/process-tiers.ts";
import { type Check, passedCheck } from "./check.ts";

/** Whether the three apps build; those whose sources have not changed since their last build are not built again. */
export function buildCheck(dirs: StateDirs, tiers: ProcessTiers): Check {
  return {
    name: "builds (next)",
    lanes: 2,
    run: async () => {
      await buildStaleApps(dirs, (child) => tiers.addPassing(1, child));
      return passedCheck();
    },
  };
}
