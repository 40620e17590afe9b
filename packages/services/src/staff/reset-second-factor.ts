import { DomainError } from "@atlas/core/errors";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import { removeSecondFactor } from "../identity/settle-second-factor.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockPerson, personNotFound } from "../standing/lock-person.ts";
import { useCase } from "../use-case.ts";
import type { StaffContext } from "./staff-context.ts";

/**
 * Takes the second factor of another operator, who has lost it: they sign in with the password and set up a new one. It signs them out
 * and writes to them. One's own is removed with the password and a code.
 */
export const resetSecondFactor = useCase({
  kind: "command",
  permission: "staff.manage",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ userId: idSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND"],
  async run(ctx: StaffContext, actor, input): Promise<{ readonly isReset: boolean }> {
    const reason = requireReason(input.reason);
    const { userId } = input;
    if (userId === actor.userId) throw new DomainError("FORBIDDEN", "Your own is removed on the page of your account.");
    const isReset = await inTransaction({ ...ctx, db: ctx.identityDb }, async (tx) => {
      const person = await lockPerson(tx, userId);
      if (person.role !== "admin") throw personNotFound();
      // What fails here is done by the worker's sweeper.
      tx.afterCommit(async () => void (await sweepEndedSessions(ctx, userId)));
      return await removeSecondFactor(tx, ctx, { userId, by: actor, reason });
    });
    ctx.log.info({ userId, isReset, by: actor.userId }, "staff.second-factor-reset");
    return { isReset };
  },
});
