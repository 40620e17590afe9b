import type { Actor } from "@atlas/core/actor";
import { idSchema } from "@atlas/core/fields";
import { latLngSchema } from "@atlas/core/geo";
import { DEFAULT_CITY_SETTINGS } from "@atlas/core/settings/city-settings";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { arrive } from "./arrive.ts";
import { finishTrip } from "./finish-trip.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { findRepeat, type RepeatableCommand } from "./record/find-repeat.ts";
import { lastSeen, type Sighting } from "./record/last-seen.ts";
import { startTrip } from "./start-trip.ts";
import { toOrderView } from "./views/order-view.ts";

const input = z.object({
  orderId: idSchema,
  status: z.enum(["ARRIVED", "STARTED", "FINISHED"]),
  /** Needed for STARTED when the rider asked for it. */
  startPin: z.string().trim().max(12).optional(),
  /** Where the phone says to be: kept for the record, and never the only evidence. */
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
    const sighting = await sightDriver(ctx, step.orderId);
    const moved = await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, step.orderId);
      const command = toCommand(actor, step);
      if ((await findRepeat(tx, order, command)) !== null) return null;
      const isOverride = true;
      const asked = {
        order,
        command,
        settings: DEFAULT_CITY_SETTINGS,
        sighting,
        isOverride,
        note: null,
        said: step.position,
      };
      switch (step.status) {
        case "ARRIVED":
          return await arrive(tx, ctx, asked);
        case "STARTED":
          if (isPinAttempt(order, actor, step)) await ctx.countPinAttempt(order.id);
          return await startTrip(tx, ctx, asked);
        case "FINISHED":
          return await finishTrip(tx, ctx, asked);
      }
    });
    if (moved !== null) {
      const { id: orderId, driverId, status } = moved.order;
      ctx.log.info({ orderId, driverId, status }, `order.${moved.move.kind}`);
    }
    return toOrderView(await findOrder(ctx.db, step.orderId), actor);
  },
});

/** Where the order's driver is, asked before anything is locked: Redis may take its time. */
async function sightDriver(ctx: ServiceContext, orderId: string): Promise<Sighting | null> {
  const [order] = await ctx.db
    .select({ cityId: orders.cityId, driverId: orders.driverId })
    .from(orders)
    .where(eq(orders.id, orderId));
  if (order === undefined || order.driverId === null) return null;
  return await lastSeen(ctx, { cityId: order.cityId, driverId: order.driverId });
}

/** By the order's driver: nobody else's guesses use up the driver's. */
function isPinAttempt(order: OrderRow, actor: Actor, { startPin }: Step): boolean {
  return order.startPin !== null && startPin !== undefined && order.driverId === actor.userId;
}

function toCommand(actor: Actor, { status, startPin }: Step): RepeatableCommand {
  if (status === "ARRIVED") return { kind: "arrive", actor };
  return status === "STARTED" ? { kind: "start", actor, startPin } : { kind: "finish", actor };
}
