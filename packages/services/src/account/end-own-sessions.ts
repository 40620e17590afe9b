import { idSchema, ownPasswordSchema } from "@atlas/core/fields";
import type { Actor } from "@atlas/core/actor";
import { knownDevices } from "@atlas/db/schema/devices";
import { sessions } from "@atlas/db/schema/identity";
import { and, eq, ne, type SQL } from "drizzle-orm";
import { z } from "zod";
import { recordOperatorAct } from "../access/record-act.ts";
import type { OwnPasswordContext, ServiceContext } from "../context.ts";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { useCase } from "../use-case.ts";

type EndingContext = ServiceContext & OwnPasswordContext;

/** How many sessions have ended. */
export interface EndedSessions {
  readonly ended: number;
}

/** Signs the caller, who gives the password once more, out on one device. What is gone, or somebody else's, is none to end. */
export const endOwnSession = useCase({
  kind: "command",
  permission: "account.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ sessionId: idSchema, password: ownPasswordSchema }),
  refusals: ["WRONG_PASSWORD", "PASSWORD_REQUIRED"],
  async run(ctx: EndingContext, actor, { sessionId, password }): Promise<EndedSessions> {
    await ctx.checkOwnPassword(actor, password);
    return await inTransaction(ctx, async (tx) => endThose(tx, ctx, actor, eq(sessions.id, sessionId)));
  },
});

/** Signs the caller, who gives the password once more, out on every other device, none of which is known any more at the next sign-in. */
export const signOutElsewhere = useCase({
  kind: "command",
  permission: "account.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ password: ownPasswordSchema }),
  refusals: ["WRONG_PASSWORD", "PASSWORD_REQUIRED"],
  async run(ctx: EndingContext, actor, { password }): Promise<EndedSessions> {
    await ctx.checkOwnPassword(actor, password);
    const { userId, sessionId } = actor;
    return await inTransaction(ctx, async (tx) => {
      await tx.delete(knownDevices).where(eq(knownDevices.userId, userId));
      return await endThose(tx, ctx, actor, sessionId === undefined ? undefined : ne(sessions.id, sessionId));
    });
  },
});

async function endThose(
  tx: UnitOfWork,
  ctx: ServiceContext,
  actor: Actor,
  which: SQL | undefined,
): Promise<EndedSessions> {
  const { userId } = actor;
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), which))
    .returning({ id: sessions.id });
  await recordOperatorAct(tx, actor, {
    action: "end-sessions",
    subjectId: userId,
    reason: null,
    details: { sessionIds: ended.map(({ id }) => id) },
  });
  // What fails here is done by the worker's sweeper.
  tx.afterCommit(async () => void (await sweepEndedSessions(ctx, userId)));
  return { ended: ended.length };
}
