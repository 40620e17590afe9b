import { DomainError } from "@atlas/core/errors";
import { type OrderCommand, transition, type Transition } from "@atlas/core/order-machine";
import { acceptedOrThrow } from "@atlas/core/refusal";
import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { orders, orderTransitions } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { OrderRow } from "./find-order.ts";
import { promoteNext } from "./promote-next.ts";
import { SYSTEM } from "@atlas/core/actor";

type OrderChanges = Partial<typeof orders.$inferInsert>;

/** A move that was written. Announce it after the commit. */
export interface MovedOrder {
  readonly order: OrderRow;
  readonly move: Transition;
  /** The driver's next trip, which the move made the current one; null when none waited behind the order. */
  readonly promoted: OrderRow | null;
}

/**
 * Lets the machine decide and writes what it decided: the order, its transition, the freed driver and the trip that waited
 * for this one to end. `more` goes into the same row. The caller holds the order's lock (`lockOrder`) and writes what follows from the move.
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION, START_PIN_REQUIRED, WRONG_START_PIN
 */
export async function moveOrder(
  tx: Transaction,
  ctx: ServiceContext,
  order: OrderRow,
  { command, more }: { command: OrderCommand; more?: OrderChanges },
): Promise<MovedOrder> {
  const move = acceptedOrThrow(transition(order, command, ctx.clock()));
  const [[moved]] = await Promise.all([
    tx
      .update(orders)
      .set({ ...columnsOf(move), ...more, status: move.to, version: sql`${orders.version} + 1` })
      .where(and(eq(orders.id, order.id), eq(orders.status, move.from), eq(orders.version, order.version)))
      .returning(),
    recordTransition(tx, ctx, order.id, move),
  ]);
  if (!moved) throw new DomainError("ILLEGAL_TRANSITION", "The order has just changed. Look at it again.");
  // The driver of an order that waited is still on the trip before it, and nothing waits behind one that waits.
  if (move.releasedDriverId === null || order.queuedBehind !== null) return { order: moved, move, promoted: null };
  // Also the driver's lock: an accept that is queueing behind this order has committed, or sees that it is over.
  await tx.update(drivers).set({ idleSince: move.at }).where(eq(drivers.id, move.releasedDriverId));
  const promoted = await promoteNext(tx, { endedOrderId: order.id, at: move.at, driverId: move.releasedDriverId });
  return { order: moved, move, promoted };
}

type Recorded = Pick<Transition, "to" | "at" | "actorRole" | "actorId" | "reason"> & {
  readonly from: Transition["from"] | null;
  readonly driverId: string | null;
};

/** Appends one row to the order's history. */
export async function recordTransition(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId">,
  orderId: string,
  move: Recorded,
): Promise<void> {
  await tx.insert(orderTransitions).values({
    id: ctx.newId(),
    orderId,
    fromStatus: move.from,
    toStatus: move.to,
    actorId: move.actorId === SYSTEM.userId ? null : move.actorId,
    actorRole: move.actorRole,
    driverId: move.driverId,
    reason: move.reason,
    at: move.at,
  });
}

const UNMATCHED: OrderChanges = {
  driverId: null,
  vehicleId: null,
  matchedAt: null,
  arrivedAt: null,
  queuedBehind: null,
  promotedAt: null,
};

function columnsOf(move: Transition): OrderChanges {
  switch (move.kind) {
    case "matched":
      return { driverId: move.driverId, matchedAt: move.at };
    case "arrived":
      return { arrivedAt: move.at };
    case "started":
      return { startedAt: move.at };
    case "finished":
      return { finishedAt: move.at, endedAt: move.at };
    case "redispatched":
      return { ...UNMATCHED, requestedAt: move.at };
    case "cancelled":
      return { endedAt: move.at, cancelledBy: move.cancelledBy, cancelReason: move.reason, queuedBehind: null };
    case "expired":
      return { endedAt: move.at };
  }
}
