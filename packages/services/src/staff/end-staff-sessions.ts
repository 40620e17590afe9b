import { DomainError } from "@atlas/core/errors";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { sessions } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockPerson, personNotFound } from "../standing/lock-person.ts";
import { useCase } from "../use-case.ts";

/**
 * Signs another operator out, on one device or on all: their sockets close with the commit, on every gateway. They may sign in again. What is
 * gone, or somebody else's, is none to end. One's own sessions are on the page of the account.
 */
export const endStaffSessions = useCase({
  kind: "command",
  permission: "staff.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ userId: idSchema, sessionId: idSchema.optional(), reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<{ readonly ended: number }> {
    const reason = requireReason(input.reason);
    const { userId, sessionId } = input;
    if (userId === actor.userId) throw new DomainError("FORBIDDEN", "Your own are ended on the page of your account.");
    const ended = await inTransaction(ctx, async (tx) => {
      const person = await lockPerson(tx, userId);
      if (person.role !== "admin") throw personNotFound();
      const gone = await tx
        .delete(sessions)
        .where(and(eq(sessions.userId, userId), sessionId === undefined ? undefined : eq(sessions.id, sessionId)))
        .returning({ id: sessions.id });
      if (gone.length === 0) return 0;
      const details = { sessionIds: gone.map(({ id }) => id) };
      await recordAct(tx, actor, { action: "end-sessions", subjectId: userId, reason, details });
      // What fails here is done by the worker's sweeper.
      tx.afterCommit(async () => void (await sweepEndedSessions(ctx, userId)));
      return gone.length;
    });
    ctx.log.info({ userId, ended, by: actor.userId }, "staff.sessions-ended");
    return { ended };
  },
});
