import type { Queryable } from "@atlas/db/connect";
import { credentials, sessions, users } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import { dropChallenges } from "./drop-challenges.ts";
import { isPasswordOf } from "./password-hash.ts";

/** The hash of the password that the account of an address has now; null without one. */
export async function passwordHashOf(db: Queryable, email: string): Promise<string | null> {
  const [own] = await db
    .select({ hash: credentials.password })
    .from(credentials)
    .innerJoin(users, eq(users.id, credentials.userId))
    .where(and(eq(users.email, email), eq(credentials.providerId, "credential")));
  return own?.hash ?? null;
}

export interface NewSession {
  readonly userId: string;
  /** Null while the sign-in waits for its second factor. */
  readonly token: string | null;
  readonly password: string;
  /** Of the password before it was compared. */
  readonly passwordHash: string | null;
}

/**
 * Ends a session, or a sign-in that waits for its second factor, that was made with a password which has been changed meanwhile: to compare one takes long enough for the change to end
 * all sessions before this one is there. Waits for a change that is being made. A hash that another sign-in has made anew of the same password
 * is no change. Returns whether it was so.
 */
export async function endIfOvertaken(
  db: Queryable,
  { userId, token, password, passwordHash }: NewSession,
): Promise<boolean> {
  const [own] = await db
    .select({ hash: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, "credential")))
    .for("share");
  if (own !== undefined && own.hash === passwordHash) return false;
  if (own?.hash && (await isPasswordOf(own.hash, password))) return false;
  if (token === null) await dropChallenges(db, userId);
  else await db.delete(sessions).where(eq(sessions.token, token));
  return true;
}
