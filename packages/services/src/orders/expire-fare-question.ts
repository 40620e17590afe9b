import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { releaseUnproven } from "../settlement/unproven-hold.ts";
import { answerFareQuestion } from "./record/answer-fare-question.ts";
import { lockOrder } from "./record/find-order.ts";
import { fareQuestionOf } from "./views/fare-reason.ts";

/** A rider who said nothing in time keeps the unproven part of the fare. False when it is not due (any more). */
export async function expireFareQuestion(
  ctx: Pick<ServiceContext, "db" | "clock" | "newId" | "events" | "log">,
  input: { readonly orderId: string },
): Promise<boolean> {
  const isExpired = await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, input.orderId);
    const question = fareQuestionOf(order);
    const now = ctx.clock();
    if (question === null || question.answer !== null || question.confirmByMs > now.getTime()) return false;
    await releaseUnproven(tx, { orderId: order.id, as: "expired" });
    await answerFareQuestion(tx, order, { answer: "silent", at: now });
    return true;
  });
  if (isExpired) ctx.log.info({ orderId: input.orderId, answer: "silent" }, "order.fare-answered");
  return isExpired;
}
