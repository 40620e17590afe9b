import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { withDatabase, writableHost } from "./database-url.ts";
import { readSqlFiles } from "./functions/read-sql-files.ts";
import { migrate, MIGRATIONS_DIR } from "./migrate.ts";
import { installTestClock, TEST_CLOCK } from "./test-clock.ts";

const TEMPLATE_LOCK = 7_265_109;

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** Of everything that makes a template: another schema is another one. */
export function schemaDigest(functionsDir?: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(MIGRATIONS_DIR)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()) {
    hash.update(readFileSync(join(MIGRATIONS_DIR, file)));
  }
  for (const file of readSqlFiles(functionsDir)) hash.update(`${file.name} ${file.hash}`);
  hash.update(TEST_CLOCK);
  return hash.digest("hex").slice(0, 12);
}

/**
 * A database of its own for one test file, cloned from a migrated template (about 40 ms). `serverUrl` is a superuser's
 * URL on a test server, by default `ATLAS_TEST_DATABASE_URL`. Dropped when disposed.
 */
export async function createTestDatabase(serverUrl = process.env["ATLAS_TEST_DATABASE_URL"]): Promise<TestDatabase> {
  if (!serverUrl) throw new Error("ATLAS_TEST_DATABASE_URL is not set; `npm test` starts a Postgres and sets it.");
  const template = `atlas_template_${schemaDigest()}`;
  const name = `atlas_test_${randomBytes(6).toString("hex")}`;
  const server = postgres(serverUrl, { ...writableHost(serverUrl), max: 1, onnotice: () => {} });
  try {
    await server`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`;
    const existing = await server`SELECT 1 FROM pg_database WHERE datname = ${template}`;
    if (existing.length === 0) {
      const draft = `${template}_draft`;
      await server`DROP DATABASE IF EXISTS ${server(draft)} WITH (FORCE)`;
      await server`CREATE DATABASE ${server(draft)}`;
      await migrate(withDatabase(serverUrl, draft));
      await installTestClock(withDatabase(serverUrl, draft));
      await server`ALTER DATABASE ${server(draft)} RENAME TO ${server(template)}`;
    }
    await server`CREATE DATABASE ${server(name)} TEMPLATE ${server(template)}`;
  } finally {
    await server.end();
  }
  return {
    url: withDatabase(serverUrl, name),
    async [Symbol.asyncDispose]() {
      const closing = postgres(serverUrl, { ...writableHost(serverUrl), max: 1, onnotice: () => {} });
      await closing`DROP DATABASE IF EXISTS ${closing(name)} WITH (FORCE)`;
      await closing.end();
    },
  };
}
