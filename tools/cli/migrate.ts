// Brings the database of DATABASE_URL to the newest schema and admits the log-in of ATLAS_SERVERS_DATABASE_URL, when there
// is one; under ATLAS_DEMO=1 it also puts the demo data in.
import { admitLogin } from "@atlas/db/admit-login";
import { migrate } from "@atlas/db/migrate";
import { seedDemo } from "@atlas/services/demo/seed-demo";

import { Mendable } from "@atlas/stack/mendable";
import { timed } from "@atlas/stack/progress";
import { readSettings } from "@atlas/stack/settings";
import { runCommand } from "./run-command.ts";

await runCommand({ usage: "node tools/cli/migrate.ts", line: {} }, async () => {
  const { DATABASE_URL, ATLAS_SERVERS_DATABASE_URL: serversUrl } = readSettings(process.env);
  if (DATABASE_URL === undefined) throw new Mendable("Set DATABASE_URL to the Postgres that is to be migrated.");
  await timed("database", "migrated", () => migrate(DATABASE_URL));
  if (serversUrl !== undefined) await timed("database", "log-in admitted", () => admitLogin(DATABASE_URL, serversUrl));
  if (process.env["ATLAS_DEMO"] === "1") await timed("database", "demo data in place", () => seedDemo(DATABASE_URL));
  return 0;
});
