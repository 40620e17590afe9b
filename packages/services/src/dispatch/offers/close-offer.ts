import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { offers } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { OrderNews } from "../../orders/record/announce-order.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { enqueueDispatch } from "../../orders/record/enqueue-dispatch.ts";

export interface ClosedOffer {
  readonly offerId: string;
  readonly status: "DECLINED" | "TIMED_OUT";
  readonly reason: string | null;
}

/**
 * Ends a pending offer without a match and asks for the next candidate at once. The caller holds the order's lock.
 * Null when the offer was answered or withdrawn before.
 */
export async function closeOffer(
  tx: Transaction,
  ctx: ServiceContext,
  order: OrderRow,
  { offerId, status, reason }: ClosedOffer,
): Promise<OrderNews | null> {
  const [closed] = await tx
    .update(offers)
    .set({ status, reason, answeredAt: ctx.clock() })
    .where(and(eq(offers.id, offerId), eq(offers.status, "PENDING")))
    .returning({ id: offers.id, driverId: offers.driverId });
  if (!closed) return null;
  // Only an answer counts against a driver, not an offer that was withdrawn.
  await tx
    .update(drivers)
    .set({ offersSeen: sql`${drivers.offersSeen} + 1` })
    .where(eq(drivers.id, closed.driverId));
  if (order.status === "CREATED") await enqueueDispatch(tx, ctx, order);
  return { order, offers: [closed] };
}
