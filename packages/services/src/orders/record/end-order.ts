import type { OrderCommand } from "@atlas/core/order-machine";
import type { Transaction } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { enqueueInTransaction } from "../../messaging/enqueue-in-transaction.ts";
import { voidTripHold } from "../../settlement/trip-hold.ts";
import type { OrderRow } from "./find-order.ts";
import { type MovedOrder, moveOrder } from "./move-order.ts";
import { type WithdrawnOffer, withdrawOffers } from "./withdraw-offers.ts";

export interface EndedOrder extends MovedOrder {
  readonly withdrawn: readonly WithdrawnOffer[];
}

/**
 * Ends an order without a trip (cancelled or expired): its offers are withdrawn, its hold is voided, or the fee that is
 * due is taken from it by the ledger. The caller holds the order's lock.
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function endOrder(
  tx: Transaction,
  ctx: ServiceContext,
  order: OrderRow,
  command: OrderCommand,
): Promise<EndedOrder> {
  const moved = await moveOrder(tx, ctx, order, { command });
  const withdrawn = await withdrawOffers(tx, order.id, moved.move.at);
  const feeMinor = feeOf(moved, order);
  if (feeMinor === 0n) {
    await voidTripHold(tx, { orderId: order.id });
    return { ...moved, withdrawn };
  }
  await tx.update(orders).set({ cancelFeeMinor: feeMinor }).where(eq(orders.id, order.id));
  const { id: orderId, cityId } = order;
  const payload = { kind: "cancel-fee" as const, cityId, orderId };
  await enqueueInTransaction(tx, ctx, { job: "wallet-transactions", payload, cityId });
  return { ...moved, withdrawn };
}

/** Only money that is held can be charged: a fee never exceeds the fare, and cash orders have none. */
function feeOf({ move }: MovedOrder, order: OrderRow): bigint {
  if (move.kind !== "cancelled" || move.fee.kind !== "due" || order.paymentMethod !== "wallet") return 0n;
  return move.fee.amountMinor < order.fareMinor ? move.fee.amountMinor : order.fareMinor;
}
