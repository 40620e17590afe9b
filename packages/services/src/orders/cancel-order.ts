import type { Actor } from "@atlas/core/actor";
import type { Transaction } from "@atlas/db/connect";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { redispatchOrder } from "./record/redispatch-order.ts";
import { driverProgress } from "./driver-progress.ts";
import { endOrder } from "./record/end-order.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { type OrderView, toOrderView } from "./views/order-view.ts";

export interface CancelOrderInput {
  readonly orderId: string;
  readonly reason?: string | undefined;
}

/**
 * The rider, an admin or a service ends the order and frees its driver; its driver only leaves it, and another is sought.
 * @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function cancelOrder(ctx: ServiceContext, actor: Actor, input: CancelOrderInput): Promise<OrderView> {
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
}

async function policyOf(tx: Transaction, order: OrderRow): Promise<{ freeWindowS: number; feeMinor: bigint }> {
  const city = await findCity(tx, order.cityId);
  return { freeWindowS: city.cancelFreeS, feeMinor: city.cancelFeeMinor };
}
