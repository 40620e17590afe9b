import { sessions } from "@atlas/db/schema/identity";
import { and, eq, ne } from "drizzle-orm";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import type { IdentityContext } from "./identity-context.ts";

/**
 * Ends the sessions of a user, all or all but one, with the transaction; right after it every gateway closes their sockets. Returns
 * their tokens, which are worth nothing any more.
 */
export async function endSessions(
  tx: UnitOfWork,
  ctx: IdentityContext,
  { userId, exceptId }: { readonly userId: string; readonly exceptId?: string | undefined },
): Promise<readonly string[]> {
  const other = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), other))
    .returning({ token: sessions.token });
  tx.afterCommit(async () => void (await sweepEndedSessions(ctx.services, userId)));
  return ended.map(({ token }) => token);
}
