import { type Actor, SYSTEM } from "@atlas/core/actor";
import type { JobPayload } from "@atlas/queue/catalog";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { orders } from "@atlas/db/schema/orders";
import { restrictions } from "@atlas/db/schema/restrictions";
import { and, eq, inArray, or } from "drizzle-orm";
import { raiseAlert } from "../alerts/raise-alert.ts";
import type { ServiceContext } from "../context.ts";
import { consumeOnce } from "../messaging/consume-once.ts";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { endOrder } from "../orders/record/end-order.ts";
import { lockOrder, type OrderRow } from "../orders/record/find-order.ts";
import { redispatchOrder } from "../orders/record/redispatch-order.ts";
import { findRestriction, type RestrictionRow } from "../standing/restriction.ts";

const CONSUMER = "restrictions";
/** What an operator ends costs nobody anything. */
const FREE = { freeWindowS: 0, feeMinor: 0n };
const NOBODY = { isLate: false, isMoving: false };

/**
 * What becomes of the orders of a person who has been restricted. A blocked driver's are handed to others unless the rider is in the
 * car: then operators are alarmed, and the rider is asked. A blocked rider's end, unless they are in the car. A suspension leaves the
 * trip in hand; only a driver's next one goes to others.
 */
export async function enforceRestriction(
  ctx: ServiceContext,
  { restrictionId }: JobPayload<"restrictions">,
  messageId: string,
): Promise<void> {
  const [placed] = await ctx.db.select().from(restrictions).where(eq(restrictions.id, restrictionId));
  const holding = placed === undefined ? null : await findRestriction(ctx.db, placed.userId);
  // Lifted or replaced meanwhile: another job does what follows from the other.
  if (holding?.id === restrictionId)
    for (const id of await orderIdsOf(ctx, holding.userId)) await enforceOn(ctx, holding, id);
  await consumeOnce(ctx.db, CONSUMER, messageId);
}

async function orderIdsOf({ db }: ServiceContext, userId: string): Promise<string[]> {
  const found = await db
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(or(eq(orders.driverId, userId), eq(orders.riderId, userId)), inArray(orders.status, [...ACTIVE_STATUSES])),
    )
    // What waits behind another first, so that it does not become the next trip when that one is handed back.
    .orderBy(orders.queuedBehind);
  return found.map(({ id }) => id);
}

async function enforceOn(
  ctx: ServiceContext,
  { userId, kind, placedBy }: RestrictionRow,
  orderId: string,
): Promise<void> {
  const actor: Actor = placedBy === null ? SYSTEM : { userId: placedBy, role: "admin" };
  await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    const reason = "account restricted";
    if (order.driverId === userId) {
      if (kind === "suspension" && order.queuedBehind === null) return;
      if (order.status === "STARTED") await alarm(tx, ctx, order);
      else if (order.status === "MATCHED" || order.status === "ARRIVED") {
        await redispatchOrder(tx, ctx, order, { kind: "unassign", actor, reason });
      }
      return;
    }
    const isOver = !ACTIVE_STATUSES.some((status) => status === order.status);
    if (order.riderId !== userId || kind === "suspension" || isOver || order.status === "STARTED") return;
    await endOrder(tx, ctx, order, { kind: "cancel", actor, reason, policy: FREE, driver: NOBODY });
  });
}

/** The driver's phone is signed out in the midst of a trip: nobody hears of the car any more. */
async function alarm(tx: UnitOfWork, ctx: ServiceContext, { id: orderId, ...order }: OrderRow): Promise<void> {
  const { cityId, driverId, riderId } = order;
  const alertId = await raiseAlert(tx, ctx, {
    about: { cityId, orderId, driverId, riderId },
    finding: { kind: "driver-blocked", details: {} },
    episodeKey: `driver-blocked:${orderId}`,
    passedAt: ctx.clock(),
  });
  if (alertId === null) return;
  // The rider reads what is true and what pages of every version can say: that the driver's phone is not heard.
  await changeOrder(tx, eq(orders.id, orderId), { tripCheck: { alertId, kind: "silent", answer: null } });
}
