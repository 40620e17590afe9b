import { idSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { endRestriction } from "./place-restriction.ts";
import { requireManager } from "./require-manager.ts";
import { lockPerson } from "../standing/lock-person.ts";
import { useCase } from "../use-case.ts";

/** Ends the block or suspension that holds. The person signs in, books or goes online again by themselves; without one nothing happens. */
export const liftRestriction = useCase({
  kind: "command",
  permission: "people.restrict",
  within: { userId: "person" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ userId: idSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<{ readonly isLifted: boolean }> {
    const reason = requireReason(input.reason);
    const { userId } = input;
    const isLifted = await inTransaction(ctx, async (tx) => {
      const { cityId, role } = await lockPerson(tx, userId);
      requireManager(actor, role);
      return await endRestriction(tx, ctx, { userId, cityId }, { by: actor, reason });
    });
    if (isLifted) ctx.log.info({ userId, by: actor.userId }, "person.restored");
    return { isLifted };
  },
});
