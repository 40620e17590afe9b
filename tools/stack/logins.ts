import { join } from "node:path";
import type { Logins } from "@atlas/db/admit-logins";
import { withLogin } from "@atlas/db/database-url";

import type { StateDirs } from "./paths.ts";
import { readSecret } from "./secret.ts";
import type { StackSettings } from "./settings.ts";

/**
 * What the processes log in as: on a Postgres of one's own what the settings name, on the embedded one a log-in each for the
 * servers and for the auth library, with passwords of this state folder.
 */
export function loginsOf(settings: StackSettings, dirs: StateDirs, databaseUrl: string): Logins {
  if (settings.DATABASE_URL !== undefined) {
    return { serversUrl: settings.ATLAS_SERVERS_DATABASE_URL, authUrl: settings.ATLAS_AUTH_DATABASE_URL };
  }
  const login = (username: string): string =>
    withLogin(databaseUrl, {
      username,
      password: readSecret(join(dirs.state, `${username.replace("_", "-")}-password`)),
    });
  return { serversUrl: login("atlas_servers"), authUrl: login("atlas_auth") };
}
