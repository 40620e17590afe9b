import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Transaction } from "@atlas/db/connect";
import { orders, orderTransitions } from "@atlas/db/schema/orders";
import { and, eq, isNull } from "drizzle-orm";
import { type Booking, noteOf } from "./booking.ts";
import type { OrderRow } from "./record/find-order.ts";

/**
 * The order that the actor has made of this quote with the same options, whatever has become of it: the first answer was lost. Null
 * while the quote is unused.
 * @throws DomainError QUOTE_USED: with other options, or by somebody else
 */
export async function findBooked(tx: Transaction, actor: Actor, request: Booking): Promise<OrderRow | null> {
  const [booked] = await tx
    .select({ order: orders, bookedBy: orderTransitions.actorId })
    .from(orders)
    .innerJoin(orderTransitions, and(eq(orderTransitions.orderId, orders.id), isNull(orderTransitions.fromStatus)))
    .where(eq(orders.quoteId, request.quoteId));
  if (!booked) return null;
  if (booked.bookedBy === actor.userId && hasOptions(booked.order, request)) return booked.order;
  throw new DomainError("QUOTE_USED", "This price was booked already.");
}

/** Whether the order has what the booking asks for, by option: one that a booking gets does not compile until it is here. */
const HAS_OPTION: {
  readonly [option in Exclude<keyof Booking, "quoteId">]-?: (order: OrderRow, asked: Booking) => boolean;
} = {
  paymentMethod: (order, { paymentMethod = "wallet" }) => order.paymentMethod === paymentMethod,
  startPin: (order, { startPin = false }) => (order.startPin !== null) === startPin,
  note: (order, asked) => order.note === noteOf(asked),
  dispatch: (order, { dispatch = true }) => mayHaveDispatched(order, dispatch),
};

function hasOptions(order: OrderRow, asked: Booking): boolean {
  return Object.values(HAS_OPTION).every((hasOption) => hasOption(order, asked));
}

/** A search that began after the booking may be another than the booking's: then either is taken for what was asked. */
function mayHaveDispatched({ requestedAt, createdAt }: OrderRow, isDispatched: boolean): boolean {
  if (requestedAt === null) return !isDispatched;
  return isDispatched || requestedAt.getTime() > createdAt.getTime();
}
