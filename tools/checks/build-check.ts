import { buildStaleApps } from "@atlas/stack/build-apps";
import type { StateDirs } from "@atlas/stack/paths";
import type { ProcessTiers } from "@atlas/stack/process-tiers";
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
