import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { orders, orderTransitions } from "@atlas/db/schema/orders";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Booking, noteOf } from "./booking.ts";
import type { OrderRow } from "./record/find-order.ts";

/**
 * The order that the actor has made of this quote with the same options, whatever has become of it: the first response was lost. Null
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

type Options = Omit<Booking, "quoteId">;

/** A booking that names no quote. */
export interface BookingAt extends Options {
  readonly riderId: string;
  readonly pickup: LatLng;
  readonly dropoff: LatLng;
  readonly vehicleType: VehicleType;
}

/** The rider's running order, if the actor has booked it at the same places with the same options: the first response was lost. */
export async function findBookedAt(db: Queryable, actor: Actor, asked: BookingAt): Promise<OrderRow | null> {
  const [booked] = await db
    .select({ order: orders })
    .from(orders)
    .innerJoin(orderTransitions, and(eq(orderTransitions.orderId, orders.id), isNull(orderTransitions.fromStatus)))
    .where(
      and(
        eq(orders.riderId, asked.riderId),
        inArray(orders.status, [...ACTIVE_STATUSES]),
        eq(orderTransitions.actorId, actor.userId),
        eq(orders.vehicleType, asked.vehicleType),
        eq(orders.pickupLat, asked.pickup.lat),
        eq(orders.pickupLng, asked.pickup.lng),
        eq(orders.dropoffLat, asked.dropoff.lat),
        eq(orders.dropoffLng, asked.dropoff.lng),
      ),
    );
  return booked !== undefined && hasOptions(booked.order, asked) ? booked.order : null;
}

/** Whether the order has what the booking asks for, by option: one that a booking gets does not compile until it is here. */
const HAS_OPTION: {
  readonly [option in keyof Options]-?: (order: OrderRow, asked: Options) => boolean;
} = {
  paymentMethod: (order, { paymentMethod = "wallet" }) => order.paymentMethod === paymentMethod,
  startPin: (order, { startPin = false }) => (order.startPin !== null) === startPin,
  note: (order, asked) => order.note === noteOf(asked),
  dispatch: (order, { dispatch = true }) => mayHaveDispatched(order, dispatch),
};

function hasOptions(order: OrderRow, asked: Options): boolean {
  return Object.values(HAS_OPTION).every((hasOption) => hasOption(order, asked));
}

/** A search that began after the booking may be another than the booking's: then either is taken for what was asked. */
function mayHaveDispatched({ requestedAt, createdAt }: OrderRow, isDispatched: boolean): boolean {
  if (requestedAt === null) return !isDispatched;
  return isDispatched || requestedAt.getTime() > createdAt.getTime();
}
