import { latLngSchema } from "@atlas/core/geo";
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
import { idSchema, placeSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { rereadOnChange } from "./reread-on-change.ts";
import { command, ofUser, query, watch } from "./procedures.ts";
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

  get: query(getOrder),
  active: query(getActiveOrder),
  list: query(listOrders),

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

  cancel: command(cancelOrder),

  rate: riderOnly
    .input(
      z.object({ orderId: idSchema, stars: z.int().min(1).max(5), comment: z.string().trim().max(500).optional() }),
    )
    .mutation(({ ctx, input }) => rateOrder(ctx.services, ctx.actor, input)),

  receipt: signedIn.input(orderIdSchema).query(({ ctx, input }) => orderReceipt(ctx.services, ctx.actor, input)),

  /** With times, for replay. */
  track: signedIn.input(orderIdSchema).query(({ ctx, input }) => tripTrack(ctx.services, ctx.actor, input)),

  timeline: adminOnly.input(orderIdSchema).query(({ ctx, input }) => orderTimeline(ctx.services, ctx.actor, input)),

  watch: watch(getOrder, { topic: (_, { orderId }) => `order:${orderId}` }),

  /** A driver's order after the running trip. */
  next: query(getNextOrder),
  watchNext: watch(getNextOrder, { topic: ofUser }),

  /** When the driver comes who still has a trip to end; null once they are on the way. */
  watchQueuedPickup: signedIn.input(orderIdSchema).subscription(({ ctx, input, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: `order:${input.orderId}`,
      read: () => queuedPickup(ctx.services, ctx.actor, input),
      signal,
    }),
  ),

  watchActive: watch(getActiveOrder, {
    topic: ofUser,
    read: (ctx, actor, options) => ctx.live.activeOrder(actor, options),
  }),
});
