import { describeDevice } from "@atlas/core/people/device-words";
import type { Queryable } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions } from "@atlas/db/schema/identity";
import { and, desc, eq, gt } from "drizzle-orm";

/** Where a person is signed in. Times are ISO-8601. */
export interface SessionView {
  readonly sessionId: string;
  /** In Atlas's own words; null for what is not known. */
  readonly browser: string | null;
  readonly system: string | null;
  readonly address: string | null;
  readonly signedInAt: string;
  readonly lastSeenAt: string;
  /** Whether it is the one that asks. */
  readonly isThisOne: boolean;
}

const MAX_LISTED = 100;

/** The sessions of a person that have not ended, the one last seen first. The tokens stay where they are. */
export async function readSessions(
  db: Queryable,
  { userId, ownId }: { readonly userId: string; readonly ownId: string | undefined },
): Promise<readonly SessionView[]> {
  const rows = await db
    .select({
      id: sessions.id,
      userAgent: sessions.userAgent,
      ipAddress: sessions.ipAddress,
      createdAt: sessions.createdAt,
      updatedAt: sessions.updatedAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, databaseTime)))
    .orderBy(desc(sessions.updatedAt))
    .limit(MAX_LISTED);
  return rows.map(({ id, userAgent, ipAddress, createdAt, updatedAt }) => ({
    sessionId: id,
    ...describeDevice(userAgent),
    address: ipAddress === "" ? null : ipAddress,
    signedInAt: createdAt.toISOString(),
    lastSeenAt: updatedAt.toISOString(),
    isThisOne: id === ownId,
  }));
}
