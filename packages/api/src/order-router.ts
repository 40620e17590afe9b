import { ORDER_STATUSES } from "@atlas/core/order-status";
import { latLngSchema } from "@atlas/core/geo";
import { z } from "zod";
import { idSchema, pageFields, placeSchema, reasonSchema, vehicleTypeSchema } from "./fields.ts";
import { notYet } from "./not-yet.ts";
import { rereadOnChange } from "./reread-on-change.ts";
import { adminOnly, driverOnly, riderOnly, router, signedIn } from "./trpc.ts";
import type { OrderList, OrderView, QuoteView, ReceiptView, TimelineView } from "./views.ts";

const orderIdSchema = z.object({ orderId: idSchema });

export const orderRouter = router({
  quote: riderOnly
    .input(z.object({ pickup: placeSchema, dropoff: placeSchema, vehicleType: vehicleTypeSchema.optional() }))
    .mutation((): Promise<readonly QuoteView[]> => notYet("order.quote")),

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
    .mutation((): Promise<OrderView> => notYet("order.create")),

  get: signedIn.input(orderIdSchema).query((): Promise<OrderView> => notYet("order.get")),

  active: signedIn.query((): Promise<OrderView | null> => notYet("order.active")),

  list: signedIn
    .input(
      z.object({ ...pageFields, status: z.enum(ORDER_STATUSES).optional(), userId: idSchema.optional() }).prefault({}),
    )
    .query((): Promise<OrderList> => notYet("order.list")),

  updateStatus: driverOnly
    .input(
      z.object({
        orderId: idSchema,
        status: z.enum(["ARRIVED", "STARTED", "FINISHED"]),
        startPin: z.string().trim().max(12).optional(),
        position: latLngSchema.optional(),
      }),
    )
    .mutation((): Promise<OrderView> => notYet("order.updateStatus")),

  cancel: signedIn
    .input(z.object({ orderId: idSchema, reason: reasonSchema.optional() }))
    .mutation((): Promise<OrderView> => notYet("order.cancel")),

  rate: riderOnly
    .input(
      z.object({ orderId: idSchema, stars: z.int().min(1).max(5), comment: z.string().trim().max(500).optional() }),
    )
    .mutation((): Promise<OrderView> => notYet("order.rate")),

  receipt: signedIn.input(orderIdSchema).query((): Promise<ReceiptView> => notYet("order.receipt")),

  timeline: adminOnly.input(orderIdSchema).query((): Promise<TimelineView> => notYet("order.timeline")),

  watch: signedIn.input(orderIdSchema).subscription(({ ctx, input, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      cityId: ctx.cityId,
      concerns: (change) => change.kind === "order" && change.orderId === input.orderId,
      read: (): Promise<OrderView> => notYet("order.watch"),
      signal,
    }),
  ),

  watchActive: signedIn.subscription(({ ctx, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      cityId: ctx.cityId,
      concerns: (change) =>
        change.kind === "order" && (change.riderId === ctx.actor.userId || change.driverId === ctx.actor.userId),
      read: (): Promise<OrderView | null> => notYet("order.watchActive"),
      signal,
    }),
  ),
});
