import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres, { type Sql, type TransactionSql } from "postgres";

import { admitLogins, type Logins } from "./admit-logins.ts";
import { driverOptions, serverLimits } from "./connect.ts";
import { writableHost } from "./database-url.ts";
import { hasFormerRights, keepFormerRights } from "./former-rights.ts";
import { applySqlFiles } from "./functions/apply-sql-files.ts";
import { OLDEST_POSTGRES } from "./oldest-postgres.ts";
import { POOL_LIMITS } from "./pool-limits.ts";
import { makeRoles } from "./roles.ts";

export const MIGRATIONS_DIR = fileURLToPath(new URL("../migrations", import.meta.url));

/** Any fixed number: two processes that start at once take turns. */
const MIGRATION_LOCK = 7_265_108;
/** A deadlock, or a table that somebody else had for too long. */
const LOST_A_LOCK = new Set(["40P01", "55P03"]);
const MAX_ATTEMPTS = 5;

export interface MigrateOptions {
  readonly functionsDir?: string;
  readonly logins?: Logins;
  /** No process of the version before is left: what only those need is taken away at once. See `keepFormerRights`. */
  readonly isAlone?: boolean;
}

export interface Migrated {
  /** Until when the servers' role keeps what only processes of the version before need; null when it has none of it. */
  readonly formerRightsUntil: Date | null;
}

/**
 * Brings the database to the newest schema and to the functions, triggers and grants of the files, and admits the log-ins, all
 * in one transaction: a failure leaves everything as it was. Safe to run twice and from several processes at once.
 * The login must own the database and may create roles (`atlas_app` and `atlas_identity` are made when they are missing).
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<Migrated> {
  const client = postgres(databaseUrl, {
    ...driverOptions("migration"),
    ...writableHost(databaseUrl),
    connection: { ...serverLimits("migration"), application_name: "atlas-migrate" },
  });
  try {
    const [server] = await client<
      { version: number }[]
    >`SELECT current_setting('server_version_num')::int / 10000 AS version`;
    if (!server || server.version < OLDEST_POSTGRES) {
      throw new Error(`Atlas needs Postgres ${OLDEST_POSTGRES} or newer; this server is ${server?.version}.`);
    }
    return await applyAll(client, options);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Servers that post meanwhile lock the same tables in their own order; the transaction is safe to repeat. */
async function applyAll(client: Sql, options: MigrateOptions, attempt = 1): Promise<Migrated> {
  const { functionsDir, logins = {}, isAlone = false } = options;
  try {
    return await client.begin("ISOLATION LEVEL READ COMMITTED", async (tx) => {
      // For as long as the other one takes; for a table only as long as those who stand behind can wait.
      await tx`SET LOCAL lock_timeout = 0`;
      await tx`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      await tx.unsafe(`SET LOCAL lock_timeout = ${POOL_LIMITS.migration.lockMs}`);
      const isUpgrade = await hasFormerRights(tx);
      await makeRoles(tx);
      await applyMigrations(tx);
      await applySqlFiles(tx, functionsDir);
      await admitLogins(tx, logins);
      return { formerRightsUntil: await keepFormerRights(tx, { isUpgrade, logins, isOver: isAlone }) };
    });
  } catch (error) {
    if (!hasLostLock(error) || attempt === MAX_ATTEMPTS) throw error;
    return await applyAll(client, options, attempt + 1);
  }
}

function hasLostLock(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return LOST_A_LOCK.has(error.code);
  return error instanceof Error && hasLostLock(error.cause);
}

/** What Drizzle's migrator does, in the caller's transaction: the migrator insists on one of its own. */
async function applyMigrations(tx: TransactionSql): Promise<void> {
  await tx`CREATE SCHEMA IF NOT EXISTS drizzle`;
  await tx`
    CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`;
  const done = await tx<{ at: number }[]>`SELECT created_at::float8 AS at FROM drizzle.__drizzle_migrations`;
  const instants = new Set(done.map(({ at }) => at));
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder: MIGRATIONS_DIR })) {
    if (instants.has(folderMillis)) continue;
    for (const statement of sql) await tx.unsafe(statement);
    await tx`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${hash}, ${folderMillis})`;
  }
}
