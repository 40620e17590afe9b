import postgres from "postgres";
import { APP_ROLE, driverOptions, serverLimits } from "./connect.ts";
import { logInOf, writableHost } from "./database-url.ts";

/**
 * Makes the log-in that a URL names, with its password, a member of `atlas_app` and of nothing else: whoever holds it
 * can call the ledger's functions but neither owns its tables nor becomes somebody who does. Safe to repeat; a new
 * password counts from then on. The log-in of `databaseUrl` must be allowed to create roles.
 */
export async function admitLogin(databaseUrl: string, loginUrl: string): Promise<void> {
  const { username, password } = logInOf(loginUrl);
  const sql = postgres(databaseUrl, {
    ...driverOptions("migration"),
    ...writableHost(databaseUrl),
    connection: { ...serverLimits("migration"), application_name: "atlas-migrate" },
  });
  try {
    await sql.begin(async (tx) => {
      const [known] = await tx`SELECT rolsuper FROM pg_roles WHERE rolname = ${username}`;
      if (known?.["rolsuper"] === true) throw new Error("The servers' log-in is a superuser. Name another one.");
      const [statements] = await tx<{ make: string; admit: string }[]>`
        SELECT format('%s ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L',
            ${known ? "ALTER" : "CREATE"}::text, ${username}::text,
            ${password}::text) AS make,
          format('GRANT %I TO %I', ${APP_ROLE}::text, ${username}::text) AS admit`;
      if (!statements) throw new Error("Postgres formatted nothing");
      await tx.unsafe(statements.make);
      await tx.unsafe(statements.admit);
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
