import type { Queryable, Transaction } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { and, eq, isNull, sql } from "drizzle-orm";

export type User = typeof users.$inferSelect;

/** A person whose account was deleted is not found. */
export async function findUserByEmail(db: Queryable, email: string): Promise<User | null> {
  const [user] = await db
    .select()
    .from(users)
    .where(and(eq(users.email, email), isNull(users.deletedAt)));
  return user ?? null;
}

export async function findUser(db: Queryable, userId: string): Promise<User | null> {
  const [user] = await db
    .select()
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.deletedAt)));
  return user ?? null;
}

/** A transaction that gives an address to an account waits here for others that do so, and then sees what they did. */
export async function lockEmail(tx: Transaction, email: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`email:${email}`}, 0))`);
}
