import type { TransactionSql } from "postgres";
import { logInOf } from "./database-url.ts";
import { APP_ROLE, IDENTITY_ROLE } from "./roles.ts";

/** The addresses that the processes connect with, when their log-ins are to be made. */
export interface Logins {
  /** Of gateway and worker. */
  readonly serversUrl?: string | undefined;
  /** Of the gateway's auth library. Left out, the servers' log-in may act as `atlas_identity`, too. */
  readonly authUrl?: string | undefined;
}

/**
 * Makes the log-ins, with their passwords, members of the role that each acts as and of nothing else: an attacker who holds one
 * can neither own a table nor become somebody who does. Safe to repeat; a new password counts from then on.
 */
export async function admitLogins(tx: TransactionSql, { serversUrl, authUrl }: Logins): Promise<void> {
  if (serversUrl !== undefined) await admit(tx, serversUrl, APP_ROLE);
  // Only for connections that say so: those of the servers' role do not have both.
  if (serversUrl !== undefined && authUrl === undefined) await admit(tx, serversUrl, IDENTITY_ROLE, "INHERIT FALSE");
  if (authUrl === undefined) return;
  if (serversUrl !== undefined && logInOf(serversUrl).username === logInOf(authUrl).username) {
    throw new Error("ATLAS_AUTH_DATABASE_URL names the servers' log-in. Name another one.");
  }
  await admit(tx, authUrl, IDENTITY_ROLE);
}

/** Whether the servers' log-in may still act as the auth library, which has a log-in of its own now. */
export async function sharesIdentity(tx: TransactionSql, { serversUrl, authUrl }: Logins): Promise<boolean> {
  if (serversUrl === undefined || authUrl === undefined) return false;
  const rows = await tx`
    SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles login ON login.oid = m.member
    WHERE r.rolname = ${IDENTITY_ROLE} AND login.rolname = ${logInOf(serversUrl).username}`;
  return rows.length > 0;
}

/** Leaves the servers' log-in with the servers' role. */
export async function endSharing(tx: TransactionSql, { serversUrl }: Logins): Promise<void> {
  if (serversUrl === undefined) return;
  const { username } = logInOf(serversUrl);
  await run(tx, tx`SELECT format('REVOKE %I FROM %I', ${IDENTITY_ROLE}::text, ${username}::text) AS statement`);
}

async function admit(tx: TransactionSql, loginUrl: string, role: string, inherits = "INHERIT TRUE"): Promise<void> {
  const { username, password } = logInOf(loginUrl);
  const [known] = await tx`SELECT rolsuper FROM pg_roles WHERE rolname = ${username}`;
  if (known?.["rolsuper"] === true) throw new Error(`The log-in ${username} is a superuser. Name another one.`);
  await run(
    tx,
    tx`SELECT format('%s ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L',
      ${known ? "ALTER" : "CREATE"}::text, ${username}::text, ${password}::text) AS statement`,
  );
  await run(
    tx,
    tx`SELECT format('GRANT %I TO %I WITH SET TRUE, %s', ${role}::text, ${username}::text, ${inherits}::text) AS statement`,
  );
}

/** Runs the statement that Postgres has put together: it takes no parameters where names and passwords stand. */
async function run(tx: TransactionSql, formatted: PromiseLike<readonly Record<string, unknown>[]>): Promise<void> {
  const [row] = await formatted;
  if (typeof row?.["statement"] !== "string") throw new Error("Postgres formatted nothing");
  await tx.unsafe(row["statement"]);
}
