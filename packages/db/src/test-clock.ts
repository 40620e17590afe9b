import { sql } from "drizzle-orm";
import postgres from "postgres";
import type { Queryable } from "./connect.ts";

/**
 * What makes a database one whose time can be set. Only its owner can replace the function, so the servers' log-in
 * cannot make one of a production database, and there the table, if somebody made it, would be read by nobody.
 */
export const TEST_CLOCK = `
  CREATE TABLE clock.test_offset (ahead interval NOT NULL);
  CREATE UNIQUE INDEX test_offset_is_one_row ON clock.test_offset ((true));
  INSERT INTO clock.test_offset VALUES (interval '0');
  GRANT SELECT, UPDATE ON clock.test_offset TO atlas_app;
  GRANT SELECT ON clock.test_offset TO atlas_identity;
  CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz
  LANGUAGE sql VOLATILE PARALLEL SAFE
  AS 'SELECT pg_catalog.clock_timestamp() + (SELECT ahead FROM clock.test_offset)';`;

/** As the migration has it. */
const SERVER_CLOCK = `
  CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz
  LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT pg_catalog.clock_timestamp()';
  DROP TABLE clock.test_offset;`;

/** Turns a migrated database into a test database. The log-in must own it. */
export async function installTestClock(ownerUrl: string): Promise<void> {
  await runAsOwner(ownerUrl, TEST_CLOCK);
}

/** Gives a test database the clock of production, which is inlined and so costs less. The log-in must own it. */
export async function removeTestClock(ownerUrl: string): Promise<void> {
  await runAsOwner(ownerUrl, SERVER_CLOCK);
}

async function runAsOwner(ownerUrl: string, statements: string): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await owner.unsafe(statements);
  } finally {
    await owner.end();
  }
}

/**
 * Sets the time of a test database to so much ahead of the server's: SQL goes by it at once, and the clock of a process
 * with its next measurement.
 *
 * @throws in a database that is not a test database
 */
export async function setTestClock(db: Pick<Queryable, "execute">, aheadMs: number): Promise<void> {
  await db.execute(sql`UPDATE clock.test_offset SET ahead = make_interval(secs => ${aheadMs / 1_000}::float8)`);
}
