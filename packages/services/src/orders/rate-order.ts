import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { drivers } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "./record/change-order.ts";
import { findOrder, lockOrder } from "./record/find-order.ts";
import { type OrderView, toOrderView } from "./views/order-view.ts";

export interface RateOrderInput {
  readonly orderId: string;
  /** 1 … 5 */
  readonly stars: number;
  readonly comment?: string | undefined;
}

/**
 * The rider's stars for the driver of a finished trip, once.
 * @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ORDER_NOT_FINISHED, ALREADY_RATED
 */
export async function rateOrder(ctx: ServiceContext, actor: Actor, input: RateOrderInput): Promise<OrderView> {
  await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, input.orderId);
    if (actor.userId !== order.riderId) throw new DomainError("FORBIDDEN", "Only the rider of a trip rates it.");
    if (order.status !== "FINISHED" || !order.driverId) {
      throw new DomainError("ORDER_NOT_FINISHED", "A trip is rated after it has finished.");
    }
    if (order.ratingStars !== null) throw new DomainError("ALREADY_RATED", "You have rated this trip already.");
    const rating = { ratingStars: input.stars, ratingComment: input.comment ?? null };
    await changeOrder(tx, eq(orders.id, order.id), rating);
    await tx
      .update(drivers)
      .set({ ratingSum: sql`${drivers.ratingSum} + ${input.stars}`, ratingCount: sql`${drivers.ratingCount} + 1` })
      .where(eq(drivers.id, order.driverId));
  });
  return toOrderView(await findOrder(ctx.db, input.orderId), actor);
}
