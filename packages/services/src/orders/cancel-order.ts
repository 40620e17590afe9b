import { idSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { recordOperatorAct } from "../access/record-act.ts";
import { useCase } from "../use-case.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { agreedTerms } from "./record/agreed-terms.ts";
import { redispatchOrder } from "./record/redispatch-order.ts";
import { driverProgress } from "./driver-progress.ts";
import { endOrder } from "./record/end-order.ts";
import { findOrder, lockOrder } from "./record/find-order.ts";
import { findRepeat } from "./record/find-repeat.ts";
import { toHandedBackView } from "./views/handed-back-view.ts";
import { type OrderView, toOrderView } from "./views/order-view.ts";

/**
 * The rider, an admin or a service ends the order and frees its driver; its driver only leaves it, and another is sought. Sent again
 * by the same actor, it returns what the first returned.
 */
export const cancelOrder = useCase({
  kind: "command",
  permission: "orders.cancel",
  within: { orderId: "order" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ orderId: idSchema, reason: reasonSchema.optional() }),
  refusals: ["ORDER_NOT_FOUND", "ILLEGAL_TRANSITION"],
  async run(ctx: ServiceContext, actor, { orderId, reason }): Promise<OrderView> {
    // Only a rider's cancellation can cost a fee.
    const driver = actor.role === "rider" ? await driverProgress(ctx, orderId) : { isLate: false, isMoving: false };
    const { city, at, isRepeat } = await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const city = await findCity(tx, order.cityId);
      const policy = { freeWindowS: city.cancelFreeS, feeMinor: agreedTerms(order, city).cancelFeeMinor };
      const command = { kind: "cancel" as const, actor, reason, policy, driver };
      const repeated = await findRepeat(tx, order, command);
      if (repeated !== null) return { city, at: repeated.at, isRepeat: true };
      const end = actor.role === "driver" ? redispatchOrder : endOrder;
      const endedAt = await end(tx, ctx, order, command);
      await recordOperatorAct(tx, actor, {
        action: "cancel-order",
        subjectId: orderId,
        reason: reason ?? null,
        before: { status: order.status, driverId: order.driverId },
        after: { status: "CANCELLED" },
      });
      return { city, at: endedAt, isRepeat: false };
    });
    if (!isRepeat) ctx.log.info({ orderId, by: actor.role }, "order.cancelled");
    const record = await findOrder(ctx.db, orderId);
    if (actor.role !== "driver") return toOrderView(record, actor);
    return toHandedBackView(record, actor, { at, searchTimeoutS: city.searchTimeoutS });
  },
});
