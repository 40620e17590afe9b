import type { Actor } from "@atlas/core/actor";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { latLngSchema } from "@atlas/core/geo";
import type { Transaction } from "@atlas/db/connect";
import { z } from "zod";
import { recordOperatorAct } from "../access/record-act.ts";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { arrive } from "./arrive.ts";
import type { DriverStep } from "./driver-step.ts";
import { finishTrip } from "./finish-trip.ts";
import { priceTrip } from "./price-trip.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { findRepeat, type RepeatableCommand } from "./record/find-repeat.ts";
import { type Sight, sightDriver } from "./sight-driver.ts";
import { startTrip } from "./start-trip.ts";
import { type OrderView, toOrderView } from "./views/order-view.ts";

const input = z.object({
  orderId: idSchema,
  status: z.enum(["ARRIVED", "STARTED", "FINISHED"]),
  /** Needed for STARTED when the rider asked for it. */
  startPin: z.string().trim().max(12).optional(),
  /** Where the phone says to be: kept for the record, and never the only evidence. */
  position: latLngSchema.optional(),
  /** "I am here: …": the step counts against what the position says, is marked, and earns neither fee nor waiting. */
  override: z.object({ note: reasonSchema.optional() }).optional(),
});
type Step = z.output<typeof input>;

const contract = {
  kind: "command",
  permission: "orders.drive",
  idempotency: "repeatable",
  isAudited: true,
  input,
  refusals: [
    "ORDER_NOT_FOUND",
    "ILLEGAL_TRANSITION",
    "ORDER_IS_QUEUED",
    "START_PIN_REQUIRED",
    "WRONG_START_PIN",
    "NOT_AT_PICKUP",
    "POSITION_STALE",
    "POSITION_MOCKED",
    "HOLD_NOT_FOUND",
    "HOLD_CLOSED",
  ],
} as const;

/**
 * The driver's steps through a trip; FINISHED fixes the fare and asks the ledger to settle it. At the start PIN there are five
 * attempts a minute. A step that was made returns the order as it is when the same actor sends it again.
 */
export const updateOrderStatus = useCase({
  ...contract,
  within: { orderId: "order" },
  run: async (ctx: ServiceContext, actor, step) => takeStep(ctx, actor, step, { asksRider: true }),
});

/** The same for the original's drivers: their riders have no app to be asked in, and what is proven is all that a trip costs. */
export const updateOrderStatusUnasked = useCase({
  ...contract,
  within: { orderId: "order" },
  run: async (ctx: ServiceContext, actor, step) => takeStep(ctx, actor, step, { asksRider: false }),
});

async function takeStep(
  ctx: ServiceContext,
  actor: Actor,
  step: Step,
  { asksRider }: { readonly asksRider: boolean },
): Promise<OrderView> {
  const { orderId } = step;
  const sight = await sightDriver(ctx, orderId);
  const priced =
    step.status === "FINISHED" ? await priceTrip(ctx, actor, { orderId, sighting: sight?.sighting }) : null;
  const moved = await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    const command = toCommand(actor, step);
    if (sight === null || (await findRepeat(tx, order, command)) !== null) return null;
    const asked = { ...sight, ...claimOf(step, sight), order, command };
    await recordStep(tx, actor, order, step);
    switch (step.status) {
      case "ARRIVED":
        return await arrive(tx, ctx, asked);
      case "STARTED":
        if (isPinAttempt(order, actor, step)) await ctx.countPinAttempt(order.id);
        return await startTrip(tx, ctx, asked);
      case "FINISHED":
        return await finishTrip(tx, ctx, asked, { priced, asksRider });
    }
  });
  if (moved !== null) {
    const { driverId, status } = moved.order;
    ctx.log.info({ orderId, driverId, status }, `order.${moved.move.kind}`);
  }
  return toOrderView(await findOrder(ctx.db, orderId), actor);
}

const ACTIONS = { ARRIVED: "arrive-order", STARTED: "start-order", FINISHED: "finish-order" } as const;

/** An operator's step for a driver; a refusal takes it back. */
async function recordStep(tx: Transaction, actor: Actor, order: OrderRow, { status, override }: Step): Promise<void> {
  await recordOperatorAct(tx, actor, {
    action: ACTIONS[status],
    subjectId: order.id,
    reason: override?.note ?? null,
    before: { status: order.status },
    after: { status },
    details: { driverId: order.driverId, isOverride: override !== undefined },
  });
}

/** A driver whom nobody could look for, because Redis is away, is believed as one who insists: marked, and worth nothing. */
function claimOf({ override, position }: Step, { sighting }: Sight): Pick<DriverStep, "isOverride" | "note" | "said"> {
  const isOverride = override !== undefined || sighting?.isMapAway === true;
  return { isOverride, note: override?.note ?? null, said: position };
}

/** By the order's driver: nobody else's guesses use up the driver's. */
function isPinAttempt(order: OrderRow, actor: Actor, { startPin }: Step): boolean {
  return order.startPin !== null && startPin !== undefined && order.driverId === actor.userId;
}

function toCommand(actor: Actor, { status, startPin }: Step): RepeatableCommand {
  if (status === "ARRIVED") return { kind: "arrive", actor };
  return status === "STARTED" ? { kind: "start", actor, startPin } : { kind: "finish", actor };
}
