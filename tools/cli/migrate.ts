// Brings the database of DATABASE_URL to the newest schema and admits the log-ins of ATLAS_SERVERS_DATABASE_URL and
// ATLAS_AUTH_DATABASE_URL, when there are any. Under ATLAS_DEMO=1 it puts the demo data in, otherwise it closes the accounts of a demo
// that was here before.
import { migrate } from "@atlas/db/migrate";
import { closeDemo } from "@atlas/services/demo/close-demo";
import { seedDemo } from "@atlas/services/demo/seed-demo";

import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { say, timed } from "@atlas/stack/progress";
import { readSettings } from "@atlas/stack/settings";
import { commandEnv } from "./command-env.ts";
import { runCommand } from "./run-command.ts";

const line = { options: { "end-former-rights": { type: "boolean", default: false } } } as const;

await runCommand({ usage: "node tools/cli/migrate.ts [--end-former-rights]", line }, async ({ values }) => {
  const settings = readSettings(commandEnv());
  const { DATABASE_URL, ATLAS_SERVERS_DATABASE_URL: serversUrl, ATLAS_AUTH_DATABASE_URL: authUrl } = settings;
  if (DATABASE_URL === undefined)
    throw new UserFixableError("Set DATABASE_URL to the Postgres that is to be migrated.");
  const options = { logins: { serversUrl, authUrl }, isAlone: values["end-former-rights"] };
  const { formerRightsUntil } = await timed("database", "migrated", () => migrate(DATABASE_URL, options));
  if (formerRightsUntil !== null) {
    say("database", "the servers' role keeps the rights that processes of the version before need");
    say(
      "database",
      `until the first migrate after ${formerRightsUntil.toISOString()}, or one with --end-former-rights`,
    );
  }
  if (process.env["ATLAS_DEMO"] === "1") {
    await timed("database", "demo data in place", () => seedDemo(DATABASE_URL));
    return 0;
  }
  const closed = await closeDemo(DATABASE_URL);
  if (closed > 0) say("database", `${closed} accounts of the demo closed`);
  return 0;
});
