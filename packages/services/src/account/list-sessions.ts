import { describeDevice } from "@atlas/core/people/device-words";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions } from "@atlas/db/schema/identity";
import { and, desc, eq, gt } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

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

/** Where the caller is signed in, the one last seen first. The tokens stay where they are. */
export const listSessions = useCase({
  kind: "query",
  permission: "account.read",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor): Promise<{ readonly items: readonly SessionView[] }> {
    const rows = await ctx.db
      .select({
        id: sessions.id,
        userAgent: sessions.userAgent,
        ipAddress: sessions.ipAddress,
        createdAt: sessions.createdAt,
        updatedAt: sessions.updatedAt,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, actor.userId), gt(sessions.expiresAt, databaseTime)))
      .orderBy(desc(sessions.updatedAt))
      .limit(MAX_LISTED);
    const items = rows.map(({ id, userAgent, ipAddress, createdAt, updatedAt }) => ({
      sessionId: id,
      ...describeDevice(userAgent),
      address: ipAddress === "" ? null : ipAddress,
      signedInAt: createdAt.toISOString(),
      lastSeenAt: updatedAt.toISOString(),
      isThisOne: id === actor.sessionId,
    }));
    return { items };
  },
});
