import { drivers } from "@atlas/db/schema/drivers";
import { offers } from "@atlas/db/schema/orders";
import { eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { moveOrder } from "../../orders/record/move-order.ts";
import { withdrawOffers } from "../../orders/record/withdraw-offers.ts";

export interface Match {
  readonly offerId: string;
  readonly driverId: string;
  readonly vehicleId: string;
  /** The driver's running trip, behind which the order waits; null when the driver is free. */
  readonly queuedBehind: string | null;
}

/**
 * Gives the order to the driver of a pending offer, and takes back what others hold of it. The caller holds the locks of
 * the order and then of the driver, and has seen that the driver can take it on (`canTakeOn`).
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function matchDriver(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  { offerId, driverId, vehicleId, queuedBehind }: Match,
): Promise<void> {
  const moved = await moveOrder(tx, ctx, order, {
    command: { kind: "match", actor: { userId: driverId, role: "driver" }, driverId },
    more: { vehicleId, unservedSince: null, queuedBehind },
  });
  // One after the other on the transaction's connection: what is still pending after the first is withdrawn by the last.
  await Promise.all([
    tx.update(offers).set({ status: "ACCEPTED", answeredAt: moved.move.at }).where(eq(offers.id, offerId)),
    tx
      .update(drivers)
      .set({ offersSeen: sql`${drivers.offersSeen} + 1`, offersAccepted: sql`${drivers.offersAccepted} + 1` })
      .where(eq(drivers.id, driverId)),
    withdrawOffers(tx, order, moved.move.at),
  ]);
  tx.publish({ kind: "offer", cityId: order.cityId, offerId, orderId: order.id, driverId });
}
