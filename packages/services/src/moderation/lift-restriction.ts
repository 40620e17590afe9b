import { idSchema, reasonSchema } from "@atlas/core/fields";
import { mailLocaleOf } from "@atlas/core/mail/mail-order";
import { restrictions } from "@atlas/db/schema/restrictions";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { requireManager } from "./require-manager.ts";
import { lockPerson } from "../standing/lock-person.ts";
import { findRestriction, toRestrictionView } from "../standing/restriction.ts";
import { useCase } from "../use-case.ts";

/** Ends the block or suspension that holds. The person signs in, books or goes online again by themselves; without one nothing happens. */
export const liftRestriction = useCase({
  kind: "command",
  permission: "people.restrict",
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
      const standing = await findRestriction(tx, userId);
      if (standing === null) return false;
      await tx
        .update(restrictions)
        .set({ liftedAt: ctx.clock(), liftedBy: actor.userId, liftReason: reason })
        .where(eq(restrictions.id, standing.id));
      const locale = mailLocaleOf((await findCity(tx, cityId)).defaultLocale);
      await tx.enqueue("send-mail", { template: "restored", locale, userId, at: ctx.clock().toISOString() });
      tx.publish({ kind: "person", cityId, userId });
      await recordAct(tx, actor, {
        action: "restore-person",
        subjectId: userId,
        reason,
        before: toRestrictionView(standing),
        after: null,
        details: { restrictionId: standing.id },
      });
      return true;
    });
    if (isLifted) ctx.log.info({ userId, by: actor.userId }, "person.restored");
    return { isLifted };
  },
});
