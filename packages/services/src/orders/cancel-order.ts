import { idSchema, reasonSchema } from "@atlas/core/fields";
import type { Transaction } from "@atlas/db/connect";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { redispatchOrder } from "./record/redispatch-order.ts";
import { driverProgress } from "./driver-progress.ts";
import { endOrder } from "./record/end-order.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { toOrderView } from "./views/order-view.ts";

/**
 * The rider, an admin or a service ends the order and frees its driver; its driver only leaves it, and another is sought.
 */
export const cancelOrder = useCase({
  kind: "command",
  permission: "orders.cancel",
  idempotency: "once",
  isAudited: false,
  input: z.object({ orderId: idSchema, reason: reasonSchema.optional() }),
  refusals: ["ORDER_NOT_FOUND", "ILLEGAL_TRANSITION"],
  async run(ctx: ServiceContext, actor, input) {
    // Only a rider's cancellation can cost a fee.
    const progress =
      actor.role === "rider" ? await driverProgress(ctx, input.orderId) : { isLate: false, isMoving: false };
    await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, input.orderId);
      const command = {
        kind: "cancel" as const,
        actor,
        reason: input.reason,
        policy: await policyOf(tx, order),
        driver: progress,
      };
      if (actor.role === "driver") await redispatchOrder(tx, ctx, order, command);
      else await endOrder(tx, ctx, order, command);
    });
    ctx.log.info({ orderId: input.orderId, by: actor.role }, "order.cancelled");
    return toOrderView(await findOrder(ctx.db, input.orderId), actor);
  },
});

async function policyOf(tx: Transaction, order: OrderRow): Promise<{ freeWindowS: number; feeMinor: bigint }> {
  const city = await findCity(tx, order.cityId);
  return { freeWindowS: city.cancelFreeS, feeMinor: city.cancelFeeMinor };
}
