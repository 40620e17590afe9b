import { latLngSchema } from "@atlas/core/geo";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { tripTrack } from "@atlas/services/history/trip-track";
import { cancelOrder } from "@atlas/services/orders/cancel-order";
import { createOrder } from "@atlas/services/orders/create-order";
import { getActiveOrder } from "@atlas/services/orders/views/get-active-order";
import { getNextOrder } from "@atlas/services/orders/views/get-next-order";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { listOrders } from "@atlas/services/orders/views/list-orders";
import { orderReceipt } from "@atlas/services/orders/views/order-receipt";
import { orderTimeline } from "@atlas/services/orders/views/order-timeline";
import { queuedPickup } from "@atlas/services/orders/views/queued-pickup";
import { quoteRide } from "@atlas/services/orders/quote-ride";
import { rateOrder } from "@atlas/services/orders/rate-order";
import { updateOrderStatus } from "@atlas/services/orders/update-order-status";
import { z } from "zod";
import { idSchema, pageFields, placeSchema, reasonSchema, vehicleTypeSchema } from "./fields.ts";
import { rereadOnChange } from "./reread-on-change.ts";
import { adminOnly, driverOnly, riderOnly, router, signedIn } from "./trpc.ts";

const orderIdSchema = z.object({ orderId: idSchema });

export const orderRouter = router({
  quote: riderOnly
    .input(
      z.object({
        pickup: placeSchema,
        dropoff: placeSchema,
        vehicleType: vehicleTypeSchema.optional(),
        riderId: idSchema.optional(),
      }),
    )
    .mutation(({ ctx, input }) => quoteRide(ctx.services, ctx.actor, input)),

  create: riderOnly
    .input(
      z.object({
        quoteId: idSchema,
        paymentMethod: z.enum(["wallet", "cash"]).default("wallet"),
        startPin: z.boolean().default(false),
        note: z.string().trim().max(200).optional(),
        dispatch: z.boolean().default(true),
      }),
    )
    .mutation(({ ctx, input }) => createOrder(ctx.services, ctx.actor, input)),

  get: signedIn.input(orderIdSchema).query(({ ctx, input }) => getOrder(ctx.services, ctx.actor, input)),

  active: signedIn.query(({ ctx }) => getActiveOrder(ctx.services, ctx.actor)),

  list: signedIn
    .input(
      z.object({ ...pageFields, status: z.enum(ORDER_STATUSES).optional(), userId: idSchema.optional() }).prefault({}),
    )
    .query(({ ctx, input }) => listOrders(ctx.services, ctx.actor, input)),

  updateStatus: driverOnly
    .input(
      z.object({
        orderId: idSchema,
        status: z.enum(["ARRIVED", "STARTED", "FINISHED"]),
        startPin: z.string().trim().max(12).optional(),
        position: latLngSchema.optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateOrderStatus(ctx.services, ctx.actor, input)),

  cancel: signedIn
    .input(z.object({ orderId: idSchema, reason: reasonSchema.optional() }))
    .mutation(({ ctx, input }) => cancelOrder(ctx.services, ctx.actor, input)),

  rate: riderOnly
    .input(
      z.object({ orderId: idSchema, stars: z.int().min(1).max(5), comment: z.string().trim().max(500).optional() }),
    )
    .mutation(({ ctx, input }) => rateOrder(ctx.services, ctx.actor, input)),

  receipt: signedIn.input(orderIdSchema).query(({ ctx, input }) => orderReceipt(ctx.services, ctx.actor, input)),

  /** With times, for replay. */
  track: signedIn.input(orderIdSchema).query(({ ctx, input }) => tripTrack(ctx.services, ctx.actor, input)),

  timeline: adminOnly.input(orderIdSchema).query(({ ctx, input }) => orderTimeline(ctx.services, ctx.actor, input)),

  watch: signedIn.input(orderIdSchema).subscription(({ ctx, input, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: `order:${input.orderId}`,
      read: () => getOrder(ctx.services, ctx.actor, input),
      signal,
    }),
  ),

  /** A driver's order after the running trip. */
  next: driverOnly.query(({ ctx }) => getNextOrder(ctx.services, ctx.actor)),

  watchNext: driverOnly.subscription(({ ctx, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: `user:${ctx.actor.userId}`,
      read: () => getNextOrder(ctx.services, ctx.actor),
      signal,
    }),
  ),

  /** When the driver comes who still has a trip to end; null once they are on the way. */
  watchQueuedPickup: signedIn.input(orderIdSchema).subscription(({ ctx, input, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: `order:${input.orderId}`,
      read: () => queuedPickup(ctx.services, ctx.actor, input),
      signal,
    }),
  ),

  watchActive: signedIn.subscription(({ ctx, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: `user:${ctx.actor.userId}`,
      read: (options) => ctx.live.activeOrder(ctx.actor, options),
      signal,
    }),
  ),
});
