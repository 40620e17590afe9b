import { DomainError } from "@atlas/core/errors";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import type { Queryable } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { users } from "@atlas/db/schema/identity";
import { restrictions } from "@atlas/db/schema/restrictions";
import { and, eq, gt, isNull, not, or, type SQL, sql } from "drizzle-orm";

export type RestrictionRow = typeof restrictions.$inferSelect;

/** What a person sees of the block or suspension in force. */
export interface RestrictionView {
  readonly kind: RestrictionKind;
  readonly reason: string;
  /** ISO-8601; null where somebody has to lift it. */
  readonly until: string | null;
}

/** Of `restrictions`: those that hold now. */
export function holdsNow(): SQL | undefined {
  return and(isNull(restrictions.liftedAt), or(isNull(restrictions.until), gt(restrictions.until, databaseTime)));
}

/** Of `users`: there, and no block holds. Where sessions are read, so that none outlives a block or the account, whenever it was made. */
export function isAdmitted(db: Queryable): SQL | undefined {
  const blocks = db
    .select({ one: sql`1` })
    .from(restrictions)
    .where(and(eq(restrictions.userId, users.id), eq(restrictions.kind, "block"), holdsNow()));
  return and(isNull(users.deletedAt), not(sql`EXISTS ${blocks}`));
}

/** The block or suspension that holds now; null without one. */
export async function findRestriction(db: Queryable, userId: string): Promise<RestrictionRow | null> {
  const [row] = await db
    .select()
    .from(restrictions)
    .where(and(eq(restrictions.userId, userId), holdsNow()));
  return row ?? null;
}

/**
 * Refuses what is new to a person who may not begin anything, or is gone. Called after the lock or the row that a restriction waits for: the
 * driver's lock, or a row that refers to the user.
 * @throws DomainError ACCOUNT_BLOCKED, ACCOUNT_SUSPENDED
 */
export async function refuseRestricted(db: Queryable, userId: string): Promise<void> {
  const [found] = await db
    .select({ kind: restrictions.kind, deletedAt: users.deletedAt })
    .from(users)
    .leftJoin(restrictions, and(eq(restrictions.userId, users.id), holdsNow()))
    .where(eq(users.id, userId));
  if (found?.deletedAt != null) throw new DomainError("ACCOUNT_BLOCKED", "This account is deleted.");
  if (found?.kind == null) return;
  if (found.kind === "block") throw new DomainError("ACCOUNT_BLOCKED", "This account is blocked.");
  throw new DomainError("ACCOUNT_SUSPENDED", "This account is suspended: nothing new can be begun with it.");
}

/**
 * Refuses what would write down something of a person whose account is deleted. Called under a lock that the deletion waits for.
 * @throws DomainError ACCOUNT_BLOCKED
 */
export async function refuseDeleted(db: Queryable, userId: string): Promise<void> {
  const [found] = await db.select({ deletedAt: users.deletedAt }).from(users).where(eq(users.id, userId));
  if (found?.deletedAt != null) throw new DomainError("ACCOUNT_BLOCKED", "This account is deleted.");
}

/** What the person sees of it. */
export function toRestrictionView({ kind, reason, until }: RestrictionRow): RestrictionView {
  return { kind, reason, until: until?.toISOString() ?? null };
}
