import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { drivers } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "./record/change-order.ts";
import { findOrder, lockOrder, refuseStrangers } from "./record/find-order.ts";
import { toOrderView } from "./views/order-view.ts";

/** The rider's stars for the driver of a finished trip, once. */
export const rateOrder = useCase({
  kind: "command",
  permission: "orders.rate",
  idempotency: "once",
  isAudited: false,
  input: z.object({
    orderId: idSchema,
    stars: z.int().min(1).max(5),
    comment: z.string().trim().max(500).optional(),
  }),
  refusals: ["ORDER_NOT_FOUND", "ORDER_NOT_FINISHED", "ALREADY_RATED"],
  async run(ctx: ServiceContext, actor, input) {
    await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, input.orderId);
      refuseStrangers(actor, order);
      if (actor.userId !== order.riderId) throw new DomainError("FORBIDDEN", "Only the rider of a trip rates it.");
      if (order.status !== "FINISHED" || !order.driverId) {
        throw new DomainError("ORDER_NOT_FINISHED", "A trip is rated after it has finished.");
      }
      if (order.ratingStars !== null) throw new DomainError("ALREADY_RATED", "You have rated this trip already.");
      const rating = { ratingStars: input.stars, ratingComment: input.comment ?? null, ratedAt: ctx.clock() };
      await changeOrder(tx, eq(orders.id, order.id), rating);
      await tx
        .update(drivers)
        .set({ ratingSum: sql`${drivers.ratingSum} + ${input.stars}`, ratingCount: sql`${drivers.ratingCount} + 1` })
        .where(eq(drivers.id, order.driverId));
    });
    return toOrderView(await findOrder(ctx.db, input.orderId), actor);
  },
});
