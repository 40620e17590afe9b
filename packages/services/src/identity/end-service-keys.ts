import { idSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { useCase } from "../use-case.ts";
import type { ServiceAccountContext } from "./service-account-context.ts";
import { endKeys } from "./service-accounts.ts";

/** Ends a key of a service account, or all of them, which shuts it. Sockets that were opened with one close on every gateway at once. */
export const endServiceKeys = useCase({
  kind: "command",
  permission: "services.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    userId: idSchema,
    /** All, when left out. */
    keyId: idSchema.optional(),
    reason: reasonSchema,
  }),
  refusals: ["REASON_REQUIRED", "SERVICE_ACCOUNT_NOT_FOUND"],
  async run(ctx: ServiceAccountContext, actor, { reason, ...which }): Promise<{ readonly ended: number }> {
    const why = { by: actor, reason: requireReason(reason) };
    const ended = await inTransaction({ ...ctx, db: ctx.identityDb }, async (tx) => {
      // What fails here is done by the worker's sweeper.
      tx.afterCommit(async () => void (await sweepEndedSessions(ctx, which.userId)));
      return await endKeys(tx, which, why);
    });
    if (ended > 0) ctx.log.info({ userId: which.userId, ended, by: actor.userId }, "service-account.keys-ended");
    return { ended };
  },
});
