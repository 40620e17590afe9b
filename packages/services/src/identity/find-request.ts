import type { Queryable } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { accountRequests } from "@atlas/db/schema/identity";
import { and, desc, eq, gt, type SQL } from "drizzle-orm";

/** What the servers' role may read of a request. */
const READABLE = {
  id: accountRequests.id,
  kind: accountRequests.kind,
  email: accountRequests.email,
  userId: accountRequests.userId,
  role: accountRequests.role,
};

type ReadRequest = Pick<typeof accountRequests.$inferSelect, keyof typeof READABLE>;

/** A request that can still be used. */
export async function findRequest(db: Queryable, id: string): Promise<ReadRequest | null> {
  return await newest(db, eq(accountRequests.id, id));
}

/** The last sign-up with an address whose link can still be used. */
export async function newestSignUp(db: Queryable, email: string): Promise<ReadRequest | null> {
  return await newest(db, and(eq(accountRequests.email, email), eq(accountRequests.kind, "sign-up")));
}

async function newest(db: Queryable, which: SQL | undefined): Promise<ReadRequest | null> {
  const [request] = await db
    .select(READABLE)
    .from(accountRequests)
    .where(and(which, gt(accountRequests.expiresAt, databaseTime)))
    .orderBy(desc(accountRequests.createdAt))
    .limit(1);
  return request ?? null;
}
