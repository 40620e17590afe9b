import { DomainError } from "@atlas/core/errors";
import type { NoticeEvent } from "@atlas/core/push/notice";
import { type OrderCommand, transition, type Transition } from "@atlas/core/order-machine";
import { acceptedOrThrow } from "@atlas/core/refusal";
import type { Transaction } from "@atlas/db/connect";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { orders, orderTransitions } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { shownName } from "@atlas/db/shown-name";
import { hasDevices, promiseNotice } from "../../notifications/promise/promise-notice.ts";
import { publishDriver } from "../../tracker/live-map/publish-driver.ts";
import { changeOrder, type OrderChanges, publishOrder } from "./change-order.ts";
import { type OrderRow, refuseStrangers } from "./find-order.ts";
import { promoteNext } from "./promote-next.ts";
import { SYSTEM } from "@atlas/core/actor";

/** A move that was written, and is published with the commit. */
export interface MovedOrder {
  readonly order: OrderRow;
  readonly move: Transition;
}

/**
 * Lets the machine decide and writes what it decided, as `writeMove` does.
 * @throws DomainError FORBIDDEN, ILLEGAL_TRANSITION, START_PIN_REQUIRED, WRONG_START_PIN
 */
export async function moveOrder(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  { command, more }: { command: OrderCommand; more?: OrderChanges },
): Promise<MovedOrder> {
  return await writeMove(tx, ctx, order, { move: decideMove(ctx, order, command), more });
}

/**
 * What the machine decides of the command now; nothing is written.
 * @throws DomainError ORDER_NOT_FOUND (a stranger's), FORBIDDEN, ILLEGAL_TRANSITION, START_PIN_REQUIRED, WRONG_START_PIN
 */
export function decideMove(ctx: Pick<ServiceContext, "clock">, order: OrderRow, command: OrderCommand): Transition {
  const decided = transition(order, command, ctx.clock());
  if (!decided.ok && decided.error.code === "FORBIDDEN") refuseStrangers(command.actor, order);
  return acceptedOrThrow(decided);
}

/**
 * Writes a move: the order, its transition, the notice of it, the freed driver and the trip that waited for this one to end. `more` goes into
 * the same row. The caller holds the order's lock (`lockOrder`) and writes what follows from the move.
 * @throws DomainError ILLEGAL_TRANSITION
 */
export async function writeMove(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  { move, more }: { move: Transition; more?: OrderChanges | undefined },
): Promise<MovedOrder> {
  const asSeen = and(eq(orders.id, order.id), eq(orders.status, move.from), eq(orders.version, order.version));
  const event = noticeOf(move);
  const [moved, , isNoticed] = await Promise.all([
    changeOrder(tx, asSeen, { ...columnsOf(move), ...more, status: move.to }),
    recordTransition(tx, ctx, order.id, move),
    event !== null && hasDevices(tx, order.riderId),
  ]);
  if (!moved) throw new DomainError("ILLEGAL_TRANSITION", "The order has just changed. Look at it again.");
  if (event !== null && isNoticed) await promiseNotice(tx, moved, { event, at: move.at });
  if (move.kind === "matched") publishDriver(tx, ctx, { cityId: order.cityId, driverId: move.driverId });
  if (move.releasedDriverId !== null) {
    const isWaiting = order.queuedBehind !== null;
    await releaseDriver(tx, ctx, { order: moved, driverId: move.releasedDriverId, at: move.at, isWaiting });
  }
  return { order: moved, move };
}

/** What the rider is notified of; what they did themselves they know. */
function noticeOf(move: Transition): NoticeEvent | null {
  if (move.kind === "started") return null;
  return move.kind === "cancelled" && move.cancelledBy === "rider" ? null : move.kind;
}

interface Release {
  /** As it is after the move. */
  readonly order: OrderRow;
  readonly driverId: string;
  readonly at: Date;
  /** Whether the order waited behind another trip of the driver. */
  readonly isWaiting: boolean;
}

async function releaseDriver(tx: UnitOfWork, ctx: ServiceContext, release: Release): Promise<void> {
  const { order, driverId, at, isWaiting } = release;
  // Who was taken off the order still watches it.
  if (driverId !== order.driverId) publishOrder(tx, { ...order, driverId });
  publishDriver(tx, ctx, { cityId: order.cityId, driverId, isFreed: true });
  // Then the driver is still on the trip before it, and nothing waits behind one that waits.
  if (isWaiting) return;
  // Also the driver's lock: an accept that is queueing behind this order has committed, or sees that it is over.
  await tx.update(drivers).set({ idleSince: at }).where(eq(drivers.id, driverId));
  await promoteNext(tx, { endedOrderId: order.id, at, driverId });
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

/** An order that no driver has. */
export const UNMATCHED = {
  driverId: null,
  vehicleId: null,
  matchedAt: null,
  arrivedAt: null,
  arrivalProof: null,
  arrivalNote: null,
  arrivalLostAt: null,
  arrivalLostReason: null,
  queuedBehind: null,
  promotedAt: null,
} as const satisfies OrderChanges;

/** What the receipt will show, however people and cars are called later. */
const NAMED_AS_NOW: OrderChanges = {
  riderName: sql`(SELECT ${shownName(users.name)} FROM ${users} WHERE ${users.id} = ${orders.riderId})`,
  driverName: sql`(SELECT ${shownName(users.name)} FROM ${users} WHERE ${users.id} = ${orders.driverId})`,
  vehiclePlate: sql`(SELECT ${vehicles.plate} FROM ${vehicles} WHERE ${vehicles.id} = ${orders.vehicleId})`,
  vehicleModel: sql`(SELECT ${vehicles.model} FROM ${vehicles} WHERE ${vehicles.id} = ${orders.vehicleId})`,
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
      return { finishedAt: move.at, endedAt: move.at, ...NAMED_AS_NOW };
    case "redispatched":
      return { ...UNMATCHED, requestedAt: move.at };
    case "cancelled":
      return {
        endedAt: move.at,
        cancelledBy: move.cancelledBy,
        cancelReason: move.reason,
        queuedBehind: null,
        ...NAMED_AS_NOW,
      };
    case "expired":
      return { endedAt: move.at, ...NAMED_AS_NOW };
  }
}
