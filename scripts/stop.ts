// `npm stop`: ends a stack that `npm start` brought up, and whatever a killed one left behind.
import { runMain } from "./stack/mendable.ts";
import { stateDirs } from "./stack/paths.ts";
import { recordedProcess, recordedProcesses } from "./stack/pid-file.ts";
import { say } from "./stack/progress.ts";
import { readSettings } from "./stack/settings.ts";
import { removeStackFile } from "./stack/stack-file.ts";
import { stopProcess } from "./stack/stop-process.ts";
import { SUPERVISOR, sweepLeftovers } from "./stack/supervise.ts";

const DEADLINE_MS = 60_000;

await runMain(async () => {
  const dirs = stateDirs(readSettings(process.env).ATLAS_STATE_DIR);
  const supervisor = recordedProcess(dirs.run, SUPERVISOR);
  if (supervisor === undefined && recordedProcesses(dirs.run).length === 0) {
    say("atlas", "is not running");
    return 0;
  }
  if (supervisor !== undefined) await stopProcess(supervisor.pid, "SIGTERM", DEADLINE_MS);
  await sweepLeftovers(dirs);
  removeStackFile(dirs.stackFile);
  say("atlas", "stopped");
  return 0;
});
