import { DomainError } from "@atlas/core/errors";
import { validateFareAnswer } from "@atlas/core/evidence/fare-question";
import { idSchema } from "@atlas/core/fields";
import { acceptedOrThrow } from "@atlas/core/refusal";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { captureUnproven, releaseUnproven } from "../settlement/unproven-hold.ts";
import { answerFareQuestion } from "./record/answer-fare-question.ts";
import { findOrder, lockOrder, refuseStrangers } from "./record/find-order.ts";
import { fareQuestionOf } from "./views/fare-reason.ts";
import { toOrderView } from "./views/order-view.ts";

type ConfirmContext = Pick<ServiceContext, "db" | "clock" | "newId" | "events" | "log">;

/**
 * The rider's answer to "Did you arrive?", where the evidence of a trip leaves a part of its fare open. A yes pays that part to the
 * driver, a no gives it back. The same answer again returns the order as it is.
 */
export const confirmFare = useCase({
  kind: "command",
  permission: "orders.confirm",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ orderId: idSchema, hasArrived: z.boolean() }),
  // HOLD_CLOSED: the version before let an operator decide about the hold itself.
  refusals: [
    "ORDER_NOT_FOUND",
    "NOTHING_TO_CONFIRM",
    "FARE_DECIDED",
    "HOLD_NOT_FOUND",
    "HOLD_CLOSED",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
  ],
  async run(ctx: ConfirmContext, actor, { orderId, hasArrived }) {
    const answer = hasArrived ? "yes" : "no";
    const isFirst = await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      refuseStrangers(actor, order);
      if (actor.userId !== order.riderId) throw new DomainError("FORBIDDEN", "Only the rider of a trip confirms it.");
      const now = ctx.clock();
      const verdict = acceptedOrThrow(validateFareAnswer(fareQuestionOf(order), answer, now.getTime()));
      if (verdict === "repeat") return false;
      if (hasArrived) await captureUnproven(tx, { orderId, actorId: actor.userId });
      else await releaseUnproven(tx, { orderId, as: "voided" });
      await answerFareQuestion(tx, order, { answer, at: now });
      return true;
    });
    if (isFirst) ctx.log.info({ orderId, answer }, "order.fare-answered");
    return toOrderView(await findOrder(ctx.db, orderId), actor);
  },
});
