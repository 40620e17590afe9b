// `npm start [-- --no-simulator --no-apps --detach]`: the whole of Atlas on this machine.
import { fileURLToPath } from "node:url";

import { addressTable } from "@atlas/stack/address-table";
import { startDetached } from "@atlas/stack/detach";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { stateDirs } from "@atlas/stack/paths";
import { recordedProcess } from "@atlas/stack/pid-file";
import { readSettings } from "@atlas/stack/settings";
import { readStackFile } from "@atlas/stack/stack-file";
import { supervise, SUPERVISOR } from "@atlas/stack/supervise";
import { runCommand } from "./run-command.ts";

const COMMAND = {
  usage: "npm start [-- --no-simulator --no-apps --detach]",
  line: {
    allowNegative: true,
    options: {
      apps: { type: "boolean", default: true },
      simulator: { type: "boolean", default: true },
      detach: { type: "boolean", default: false },
    },
  },
} as const;

await runCommand(COMMAND, async ({ values: flags }) => {
  const settings = readSettings(process.env);
  const dirs = stateDirs(settings.ATLAS_STATE_DIR);
  const running = recordedProcess(dirs.run, SUPERVISOR);
  if (running !== undefined) {
    const stack = readStackFile(dirs.stackFile);
    if (stack === undefined) throw new UserFixableError(`Atlas is just being started by process ${running.pid}.`);
    process.stdout.write(`Atlas is already up (process ${running.pid}); \`npm stop\` ends it.\n\n`);
    process.stdout.write(`${addressTable(stack, { withApps: true, withMailbox: !process.env["ATLAS_SMTP_URL"] })}\n`);
    return 0;
  }
  if (flags.detach) {
    const passedOn = process.argv.slice(2).filter((arg) => arg !== "--detach");
    return startDetached(fileURLToPath(import.meta.url), passedOn, dirs);
  }
  return supervise(settings, dirs, { withApps: flags.apps, withSimulator: flags.simulator });
});
