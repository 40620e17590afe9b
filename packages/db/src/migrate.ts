import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

export const MIGRATIONS_DIR = fileURLToPath(new URL("../migrations", import.meta.url));

const OLDEST_POSTGRES = 18;
/** Any fixed number: two processes that start at once take turns. */
const MIGRATION_LOCK = 7_265_108;

/**
 * Brings the database to the newest schema. Safe to run twice and from several processes at once.
 * The login must own the database and may create roles (`atlas_app` is made when it is missing).
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = postgres(databaseUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: "atlas-migrate" },
  });
  try {
    const [server] = await client<
      { version: number }[]
    >`SELECT current_setting('server_version_num')::int / 10000 AS version`;
    if (!server || server.version < OLDEST_POSTGRES) {
      throw new Error(`Atlas needs Postgres ${OLDEST_POSTGRES} or newer; this server is ${server?.version}.`);
    }
    await client`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS_DIR });
  } finally {
    await client.end({ timeout: 5 });
  }
}
