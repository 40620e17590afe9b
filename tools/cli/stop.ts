// `npm stop`: ends a stack that `npm start` brought up, and whatever a killed one left behind.
import { stateDirs } from "@atlas/stack/paths";
import { recordedProcess, recordedProcesses } from "@atlas/stack/pid-file";
import { say } from "@atlas/stack/progress";
import { readSettings } from "@atlas/stack/settings";
import { removeStackFile } from "@atlas/stack/stack-file";
import { stopProcess } from "@atlas/stack/stop-process";
import { SUPERVISOR, sweepLeftovers } from "@atlas/stack/supervise";
import { runCommand } from "./run-command.ts";

const DEADLINE_MS = 60_000;

await runCommand({ usage: "npm stop", line: {} }, async () => {
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
