import { afterAnswer, TRIP_ANSWERS } from "@atlas/core/alerts/alert";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { alerts } from "@atlas/db/schema/alerts";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { lockOrder, refuseStrangers } from "../orders/record/find-order.ts";
import { useCase } from "../use-case.ts";
import { lockAlert } from "./find-alert.ts";
import { publishAlert } from "./raise-alert.ts";

/**
 * What the rider says who was asked whether everything is all right. A call for help opens the alert again when it had ended
 * meanwhile, and nothing that is said after it takes it back: an operator does.
 */
export const answerTripCheck = useCase({
  kind: "command",
  permission: "orders.answer",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ orderId: idSchema, alertId: idSchema, answer: z.enum(TRIP_ANSWERS) }),
  refusals: ["ORDER_NOT_FOUND", "ALERT_NOT_FOUND"],
  async run(
    ctx: ServiceContext,
    actor,
    { orderId, alertId, answer },
  ): Promise<{ answer: (typeof TRIP_ANSWERS)[number] }> {
    return await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      refuseStrangers(actor, order);
      if (actor.userId !== order.riderId) throw new DomainError("FORBIDDEN", "Only the rider of a trip is asked.");
      const alert = await lockAlert(tx, alertId);
      if (alert.orderId !== orderId) throw new DomainError("ALERT_NOT_FOUND", "There is no such alert.");
      const after = afterAnswer({ severity: alert.severity, answer: alert.riderAnswer }, answer);
      if (alert.riderAnswer === after.answer) return { answer: after.answer };
      const opened = after.answer === "help" ? { resolvedAt: null, resolvedBy: null, note: null } : {};
      await tx
        .update(alerts)
        .set({ severity: after.severity, riderAnswer: after.answer, riderAnsweredAt: ctx.clock(), ...opened })
        .where(eq(alerts.id, alertId));
      if (order.tripCheck?.alertId === alertId) {
        await changeOrder(tx, eq(orders.id, orderId), { tripCheck: { ...order.tripCheck, answer: after.answer } });
      }
      publishAlert(tx, alert);
      return { answer: after.answer };
    });
  },
});
