import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { latLngSchema } from "@atlas/core/geo";
import type { OrderCommand } from "@atlas/core/order-machine";
import type { Transaction } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { extendTripHold } from "../settlement/trip-hold.ts";
import { finalFare, waitingCharge } from "./final-fare.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { findRepeat, type RepeatableCommand } from "./record/find-repeat.ts";
import { type MovedOrder, moveOrder } from "./record/move-order.ts";
import { toOrderView } from "./views/order-view.ts";

const input = z.object({
  orderId: idSchema,
  status: z.enum(["ARRIVED", "STARTED", "FINISHED"]),
  /** Needed for STARTED when the rider asked for it. */
  startPin: z.string().trim().max(12).optional(),
  /** Where the driver is, for the record. */
  position: latLngSchema.optional(),
});
type Step = z.output<typeof input>;

/**
 * The driver's steps through a trip; FINISHED fixes the fare and asks the ledger to settle it. At the start PIN there are five
 * attempts a minute. A step that was made returns the order as it is when the same actor sends it again.
 */
export const updateOrderStatus = useCase({
  kind: "command",
  permission: "orders.drive",
  idempotency: "repeatable",
  isAudited: false,
  input,
  refusals: [
    "ORDER_NOT_FOUND",
    "ILLEGAL_TRANSITION",
    "ORDER_IS_QUEUED",
    "START_PIN_REQUIRED",
    "WRONG_START_PIN",
    "HOLD_NOT_FOUND",
    "HOLD_CLOSED",
  ],
  async run(ctx: ServiceContext, actor, step) {
    const moved = await inTransaction(ctx, async (tx) => {
      const current = await lockOrder(tx, step.orderId);
      const command = toCommand(actor, step);
      if ((await findRepeat(tx, current, command)) !== null) return null;
      switch (step.status) {
        case "ARRIVED":
          return await moveOrder(tx, ctx, current, { command });
        case "STARTED":
          if (isPinAttempt(current, actor, step)) await ctx.countPinAttempt(current.id);
          return await start(tx, ctx, current, command);
        case "FINISHED":
          return await finish(tx, ctx, current, command);
      }
    });
    if (moved !== null) {
      const { id: orderId, driverId, status } = moved.order;
      ctx.log.info({ orderId, driverId, status }, `order.${moved.move.kind}`);
    }
    return toOrderView(await findOrder(ctx.db, step.orderId), actor);
  },
});

/** By the order's driver: nobody else's guesses use up the driver's. */
function isPinAttempt(order: OrderRow, actor: Actor, { startPin }: Step): boolean {
  return order.startPin !== null && startPin !== undefined && order.driverId === actor.userId;
}

function toCommand(actor: Actor, { status, startPin }: Step): RepeatableCommand {
  if (status === "ARRIVED") return { kind: "arrive", actor };
  return status === "STARTED" ? { kind: "start", actor, startPin } : { kind: "finish", actor };
}

async function start(tx: UnitOfWork, ctx: ServiceContext, order: OrderRow, command: OrderCommand): Promise<MovedOrder> {
  const moved = await moveOrder(tx, ctx, order, { command });
  const waitingMinor = await waitingCharge(tx, order, moved.move.at);
  if (waitingMinor > 0n && (await canPayWaiting(tx, order, waitingMinor))) {
    await tx.update(orders).set({ waitingMinor }).where(eq(orders.id, order.id));
  }
  return moved;
}

/** A wallet that cannot cover the waiting does not stop the trip: then the waiting is free. */
async function canPayWaiting(tx: Transaction, order: OrderRow, waitingMinor: bigint): Promise<boolean> {
  if (order.paymentMethod === "cash") return true;
  try {
    await extendTripHold(tx, { orderId: order.id, toAmountMinor: order.fareMinor + waitingMinor });
    return true;
  } catch (error) {
    if (error instanceof DomainError && (error.code === "INSUFFICIENT_FUNDS" || error.code === "ACCOUNT_FROZEN")) {
      return false;
    }
    throw error;
  }
}

async function finish(
  tx: UnitOfWork,
  ctx: ServiceContext,
  order: OrderRow,
  command: OrderCommand,
): Promise<MovedOrder> {
  const moved = await moveOrder(tx, ctx, order, {
    command,
    more: { finalFareMinor: await finalFare(tx, ctx, order) },
  });
  const { id: orderId, cityId } = order;
  const kind = order.paymentMethod === "wallet" ? "capture" : "cash-commission";
  await tx.enqueue("wallet-transactions", { kind, cityId, orderId });
  return moved;
}
