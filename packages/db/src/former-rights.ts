import type { TransactionSql } from "postgres";
import { endSharing, type Logins, sharesIdentity } from "./admit-logins.ts";
import { APP_ROLE, IDENTITY_ROLE } from "./roles.ts";

/** What the servers' role read and changed before the auth library had a role of its own. */
const TABLES = "public.users, public.sessions, public.credentials, public.verifications";

/** Whether this is the upgrade: the servers' role has the rights, and nobody has taken them over. Asked before it begins. */
export async function hasFormerRights(tx: TransactionSql): Promise<boolean> {
  const [row] = await tx<{ isFormer: boolean }[]>`
    SELECT coalesce(has_table_privilege(to_regrole(${APP_ROLE}), to_regclass('public.credentials'), 'SELECT')
      AND NOT coalesce(has_table_privilege(to_regrole(${IDENTITY_ROLE}), to_regclass('public.credentials'), 'SELECT'), false),
      false) AS "isFormer"`;
  return row?.isFormer ?? false;
}

export interface Keeping {
  readonly isUpgrade: boolean;
  readonly logins: Logins;
  /** No process of the version before, and none with the former log-in, is left. */
  readonly isOver: boolean;
}

/**
 * Gateways of the version before sign people in as the servers' role while they are replaced, and those that are notified of the
 * auth library's log-in only next use the servers': for a day both may, then the next `migrate` ends it. Runs after the grants,
 * which give the servers' role none of that. Returns until when, or null.
 */
export async function keepFormerRights(
  tx: TransactionSql,
  { isUpgrade, logins, isOver }: Keeping,
): Promise<Date | null> {
  await tx`CREATE TABLE IF NOT EXISTS drizzle.former_rights (since timestamptz NOT NULL, tables boolean NOT NULL)`;
  if (isUpgrade || (await sharesIdentity(tx, logins))) {
    await tx`
      INSERT INTO drizzle.former_rights (since, tables)
      SELECT clock.now(), ${isUpgrade} WHERE NOT EXISTS (SELECT FROM drizzle.former_rights)`;
  }
  const [kept] = await tx<{ until: Date; tables: boolean }[]>`
    SELECT since + interval '1 day' AS until, tables FROM drizzle.former_rights
    WHERE NOT ${isOver} AND since > clock.now() - interval '1 day'`;
  if (kept === undefined) {
    await tx`DELETE FROM drizzle.former_rights`;
    if (await sharesIdentity(tx, logins)) await endSharing(tx, logins);
    return null;
  }
  if (kept.tables) await tx.unsafe(`GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE ${TABLES} TO ${APP_ROLE}`);
  return kept.until;
}
