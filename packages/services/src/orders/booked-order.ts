import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Transaction } from "@atlas/db/connect";
import { orders, orderTransitions, type PaymentMethod } from "@atlas/db/schema/orders";
import { and, eq, isNull } from "drizzle-orm";
import type { OrderRow } from "./record/find-order.ts";

/** What a booking may leave to its defaults. */
interface Booking {
  readonly quoteId: string;
  readonly paymentMethod?: PaymentMethod | undefined;
  readonly startPin?: boolean | undefined;
  readonly note?: string | undefined;
  readonly dispatch?: boolean | undefined;
}

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

function hasOptions(order: OrderRow, request: Booking): boolean {
  return (
    order.paymentMethod === (request.paymentMethod ?? "wallet") &&
    (order.startPin !== null) === (request.startPin ?? false) &&
    order.note === noteOf(request) &&
    mayHaveDispatched(order, request.dispatch ?? true)
  );
}

/** A search that began after the booking may be another than the booking's: then either is taken for what was asked. */
function mayHaveDispatched({ requestedAt, createdAt }: OrderRow, isDispatched: boolean): boolean {
  if (requestedAt === null) return !isDispatched;
  return isDispatched || requestedAt.getTime() > createdAt.getTime();
}

/** The note as it is stored; blank is none. */
export function noteOf({ note }: Pick<Booking, "note">): string | null {
  return note?.trim() || null;
}
