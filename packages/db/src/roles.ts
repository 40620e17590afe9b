import type { TransactionSql } from "postgres";

/** The role that the processes act as. It may append to the ledger and never change what it wrote. */
export const APP_ROLE = "atlas_app";

/**
 * The role that the gateway reads sessions and signs people in as. It alone reads tokens and password hashes and decides
 * which role a user has.
 */
export const IDENTITY_ROLE = "atlas_identity";

/** Roles belong to a server and not to a database: one that was restored elsewhere has its tables and finds no roles. */
export async function makeRoles(tx: TransactionSql): Promise<void> {
  for (const role of [APP_ROLE, IDENTITY_ROLE]) {
    const known = await tx`SELECT FROM pg_roles WHERE rolname = ${role}`;
    // Another database of the server may be migrated at the same moment.
    if (known.length === 0) {
      await tx.unsafe(`DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
    }
    const [own] = await tx<{ isMember: boolean }[]>`SELECT pg_has_role(current_user, ${role}, 'SET') AS "isMember"`;
    if (own?.isMember !== true) await tx.unsafe(`GRANT ${role} TO CURRENT_USER`);
  }
}
