import { CANCEL_PAYERS } from "@atlas/core/cancellation";
import { DomainError } from "@atlas/core/errors";
import { amountSchema, idSchema, reasonSchema } from "@atlas/core/fields";
import type { Transaction } from "@atlas/db/connect";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { compensateDriver } from "../settlement/compensate-driver.ts";
import { useCase } from "../use-case.ts";
import { fareOfLocked, type PricedTrip, priceTrip } from "./price-trip.ts";
import { endOrder } from "./record/end-order.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { findRepeat } from "./record/find-repeat.ts";
import { sightDriver } from "./sight-driver.ts";
import { type OrderView, toOrderView } from "./views/order-view.ts";
import { waitingCharge } from "./waiting-charge.ts";

/** What a trip in progress has cost so far, and the most that may be paid for it: the quote with the waiting that was charged. */
export interface DrivenSoFar {
  readonly drivenMinor: string;
  readonly limitMinor: string;
}

/** What is proven of a trip in progress: for its driver at the pickup the waiting, then what was driven. */
export const drivenSoFar = useCase({
  kind: "query",
  permission: "orders.inspect",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND", "ILLEGAL_TRANSITION"],
  async run(ctx: ServiceContext, actor, { orderId }): Promise<DrivenSoFar> {
    const sight = await sightDriver(ctx, orderId);
    const priced = await priceTrip(ctx, actor, { orderId, sighting: sight?.sighting });
    const { drivenMinor, limitMinor } = await ctx.db.transaction(async (tx) => {
      const { order } = await findOrder(tx, orderId);
      return await limitsOf(tx, ctx, order, priced);
    });
    return { drivenMinor: drivenMinor.toString(), limitMinor: limitMinor.toString() };
  },
});

/**
 * An operator ends a trip in progress, or one whose driver waits at the pickup, and says who pays the driver for it: the rider, out of the
 * hold or as a debt; the platform, from promotions; or nobody. It is what is proven so far unless an amount is given. The
 * driver gets the whole of it, as of a cancellation's fee. Sent again by the same actor, it returns the order as it is.
 */
export const cancelTrip = useCase({
  kind: "command",
  permission: "orders.refund",
  within: { orderId: "order" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    orderId: idSchema,
    payer: z.enum(CANCEL_PAYERS),
    /** What is proven when left out; of no account where nobody pays. */
    amountMinor: amountSchema.optional(),
    reason: reasonSchema,
  }),
  refusals: [
    "REASON_REQUIRED",
    "ORDER_NOT_FOUND",
    "ILLEGAL_TRANSITION",
    "AMOUNT_ABOVE_LIMIT",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
  ],
  async run(ctx: ServiceContext, actor, input): Promise<OrderView> {
    const reason = requireReason(input.reason);
    const { orderId, payer } = input;
    const sight = await sightDriver(ctx, orderId);
    const priced = await priceTrip(ctx, actor, { orderId, sighting: sight?.sighting });
    const isEnded = await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const command = { kind: "cancel" as const, actor, reason, policy: FREE, driver: NOBODY };
      if ((await findRepeat(tx, order, command)) !== null) {
        if (order.cancelPayer === payer) return false;
        throw new DomainError("ILLEGAL_TRANSITION", "The order is cancelled already, and it was said who pays.");
      }
      const { drivenMinor, limitMinor } = await limitsOf(tx, ctx, order, priced);
      const amountMinor = payer === "nobody" ? 0n : (input.amountMinor ?? drivenMinor);
      if (amountMinor > limitMinor)
        throw new DomainError("AMOUNT_ABOVE_LIMIT", "This is more than the trip was to cost.");
      await endOrder(tx, ctx, order, {
        ...command,
        charge: { payer, feeMinor: payer === "rider" ? amountMinor : 0n },
      });
      if (payer === "platform" && amountMinor > 0n) {
        await compensateDriver(tx, { orderId, amountMinor, reason, actorId: actor.userId });
        if (order.driverId) tx.publish({ kind: "wallet", cityId: order.cityId, userId: order.driverId });
      }
      await recordAct(tx, actor, {
        action: "cancel-trip",
        subjectId: orderId,
        reason,
        before: { status: order.status },
        after: { status: "CANCELLED" },
        details: { payer, amountMinor: amountMinor.toString() },
      });
      return true;
    });
    if (isEnded) ctx.log.info({ orderId, payer }, "order.cancelled");
    return toOrderView(await findOrder(ctx.db, orderId), actor);
  },
});

/** What the rule of riders' cancellations asks for, which says nothing of an operator's. */
const FREE = { freeWindowS: 0, feeMinor: 0n };
const NOBODY = { isLate: false, isMoving: false };

/** @throws DomainError ILLEGAL_TRANSITION where nothing has been driven and nobody waits, or the trip has just changed */
async function limitsOf(
  tx: Transaction,
  ctx: Pick<ServiceContext, "clock">,
  order: OrderRow,
  priced: PricedTrip | null,
): Promise<{ readonly drivenMinor: bigint; readonly limitMinor: bigint }> {
  const waitingMinor = order.waitingMinor ?? 0n;
  const limitMinor = order.fareMinor + waitingMinor;
  if (order.status === "STARTED") {
    return { drivenMinor: fareOfLocked(order, priced).provenMinor + waitingMinor, limitMinor };
  }
  if (order.status !== "ARRIVED") {
    throw new DomainError("ILLEGAL_TRANSITION", "Nothing has been driven. Cancel the order without a payment.");
  }
  const waitedMinor = await waitingCharge(tx, order, ctx.clock());
  return { drivenMinor: waitedMinor < limitMinor ? waitedMinor : limitMinor, limitMinor };
}
