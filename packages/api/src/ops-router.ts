import { ORDER_STATUSES } from "@atlas/core/order-status";
import { listDeadLetters } from "@atlas/services/messaging/dead-letters/dead-letters";
import { listDrivers } from "@atlas/services/ops/list-drivers";
import { listCityOrders } from "@atlas/services/ops/list-orders";
import { overview } from "@atlas/services/ops/overview";
import { replayDeadLetter } from "@atlas/services/messaging/dead-letters/replay-dead-letter";
import { z } from "zod";
import { cityIdSchema, idSchema, pageFields, reasonSchema } from "@atlas/core/fields";
import { adminOnly, adminReport, router } from "./trpc.ts";
import { watchCityOrders } from "./watch-city-orders.ts";

const searchSchema = z.string().trim().max(100).optional();
const citySchema = z.object({ cityId: cityIdSchema.optional() }).prefault({});

export const opsRouter = router({
  overview: adminReport.input(citySchema).query(({ ctx, input }) => overview(ctx.services, ctx.actor, input)),

  orders: adminReport
    .input(
      z
        .object({
          ...pageFields,
          status: z.enum(ORDER_STATUSES).optional(),
          query: searchSchema,
          cityId: cityIdSchema.optional(),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => listCityOrders(ctx.services, ctx.actor, input)),

  drivers: adminReport
    .input(z.object({ ...pageFields, query: searchSchema, cityId: cityIdSchema.optional() }).prefault({}))
    .query(({ ctx, input }) => listDrivers(ctx.services, ctx.actor, input)),

  deadLetters: adminReport
    .input(z.object({ ...pageFields, includeReplayed: z.boolean().default(false) }).prefault({}))
    .query(({ ctx, input }) => listDeadLetters(ctx.services, ctx.actor, input)),

  replayDeadLetter: adminOnly
    .input(z.object({ deadLetterId: idSchema, reason: reasonSchema.optional() }))
    .mutation(({ ctx, input }) => replayDeadLetter(ctx.services, ctx.actor, input)),

  watchOrders: adminOnly
    .input(citySchema)
    .subscription(({ ctx, input, signal }) => watchCityOrders(ctx, { cityId: input.cityId, signal })),
});
