import type { Actor } from "@atlas/core/actor";
import type { Transaction } from "@atlas/db/connect";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { commitAndAnnounce } from "../messaging/commit-and-announce.ts";
import { redispatchOrder } from "./record/redispatch-order.ts";
import { announceOrder, type OrderNews } from "./record/announce-order.ts";
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
  const cancel = async (tx: Transaction): Promise<OrderNews> => {
    const order = await lockOrder(tx, input.orderId);
    const command = {
      kind: "cancel" as const,
      actor,
      reason: input.reason,
      policy: await policyOf(tx, order),
      driver: progress,
    };
    if (actor.role === "driver") return await redispatchOrder(tx, ctx, order, command);
    const ended = await endOrder(tx, ctx, order, command);
    const { releasedDriverId } = ended.move;
    return {
      order: ended.order,
      driverIds: releasedDriverId === null ? [] : [releasedDriverId],
      offers: ended.withdrawn,
      promoted: ended.promoted,
    };
  };
  await commitAndAnnounce(ctx, cancel, async (news) => {
    ctx.log.info({ orderId: news.order.id, by: actor.role }, "order.cancelled");
    await announceOrder(ctx, news);
    ctx.events.walletChanged({ cityId: news.order.cityId, userId: news.order.riderId });
  });
  return toOrderView(await findOrder(ctx.db, input.orderId), actor);
}

async function policyOf(tx: Transaction, order: OrderRow): Promise<{ freeWindowS: number; feeMinor: bigint }> {
  const city = await findCity(tx, order.cityId);
  return { freeWindowS: city.cancelFreeS, feeMinor: city.cancelFeeMinor };
}
