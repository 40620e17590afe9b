import type { CancelPayer } from "@atlas/core/cancellation";
import type { OrderCommand } from "@atlas/core/order-machine";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { voidTripHold } from "../../settlement/trip-hold.ts";
import type { OrderRow } from "./find-order.ts";
import { type MovedOrder, moveOrder } from "./move-order.ts";
import { withdrawOffers } from "./withdraw-offers.ts";

/** What an operator decided about a trip under way. */
interface Charge {
  readonly payer: CancelPayer;
  /** What the rider pays; no more than is held. */
  readonly feeMinor: bigint;
}

/**
 * Ends an order without a trip (cancelled or expired): its offers are withdrawn, its hold is voided, or the fee that is
 * due is taken by the ledger, from the hold or as a debt. The caller holds the order's lock. Returns when it ended.
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION
 */
export async function endOrder(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  { charge, ...command }: OrderCommand & { readonly charge?: Charge },
): Promise<Date> {
  const more = charge === undefined ? {} : { cancelPayer: charge.payer };
  const moved = await moveOrder(tx, ctx, order, { command, more });
  await withdrawOffers(tx, order, moved.move.at);
  const { id: orderId, cityId, riderId: userId } = order;
  tx.publish({ kind: "wallet", cityId, userId });
  const feeMinor = charge?.feeMinor ?? feeOf(moved, order);
  if (feeMinor === 0n) {
    await voidTripHold(tx, { orderId });
    return moved.move.at;
  }
  await tx.update(orders).set({ cancelFeeMinor: feeMinor }).where(eq(orders.id, orderId));
  await tx.enqueue("wallet-transactions", { kind: "cancel-fee", cityId, orderId });
  return moved.move.at;
}

function feeOf({ move }: MovedOrder, order: OrderRow): bigint {
  return move.kind === "cancelled" && move.fee.kind === "due" ? chargeableFee(order, move.fee.amountMinor) : 0n;
}

/** A fee never exceeds the fare: that is what is held. Without a hold the wallet pays it, and the rest is owed. */
export function chargeableFee({ fareMinor }: Pick<OrderRow, "fareMinor">, feeMinor: bigint): bigint {
  return feeMinor < fareMinor ? feeMinor : fareMinor;
}
