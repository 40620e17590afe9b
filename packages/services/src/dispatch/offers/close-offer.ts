import { drivers } from "@atlas/db/schema/drivers";
import { offers } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { publishOrder } from "../../orders/record/change-order.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { enqueueDispatch } from "../../orders/record/enqueue-dispatch.ts";

export interface ClosedOffer {
  readonly offerId: string;
  readonly status: "DECLINED" | "TIMED_OUT";
  readonly reason: string | null;
}

/**
 * Ends a pending offer without a match and asks for the next candidate at once. The caller holds the order's lock.
 * False when the offer was accepted, declined or withdrawn before.
 */
export async function closeOffer(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  { offerId, status, reason }: ClosedOffer,
): Promise<boolean> {
  const [closed] = await tx
    .update(offers)
    .set({ status, reason, answeredAt: ctx.clock() })
    .where(and(eq(offers.id, offerId), eq(offers.status, "PENDING")))
    .returning({ driverId: offers.driverId });
  if (!closed) return false;
  // Only a response counts against a driver, not an offer that was withdrawn.
  await tx
    .update(drivers)
    .set({ offersSeen: sql`${drivers.offersSeen} + 1` })
    .where(eq(drivers.id, closed.driverId));
  if (order.status === "CREATED") await enqueueDispatch(tx, order);
  publishOrder(tx, order);
  tx.publish({ kind: "offer", cityId: order.cityId, offerId, orderId: order.id, driverId: closed.driverId });
  return true;
}
