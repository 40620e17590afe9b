import { ORDER_STATUSES } from "@atlas/core/order-status";
import { z } from "zod";
import { idSchema, pageFields } from "./fields.ts";
import { notYet } from "./not-yet.ts";
import { adminOnly, router } from "./trpc.ts";
import type { DeadLetterView, OpsDriver, OpsOverview, OrderList, OrderView } from "./views.ts";

const searchSchema = z.string().trim().max(100).optional();

export const opsRouter = router({
  overview: adminOnly.query((): Promise<OpsOverview> => notYet("ops.overview")),

  orders: adminOnly
    .input(z.object({ ...pageFields, status: z.enum(ORDER_STATUSES).optional(), query: searchSchema }).prefault({}))
    .query((): Promise<OrderList> => notYet("ops.orders")),

  drivers: adminOnly
    .input(z.object({ ...pageFields, query: searchSchema }).prefault({}))
    .query((): Promise<{ items: readonly OpsDriver[]; nextCursor: string | null }> => notYet("ops.drivers")),

  deadLetters: adminOnly
    .input(z.object({ ...pageFields }).prefault({}))
    .query((): Promise<{ items: readonly DeadLetterView[]; nextCursor: string | null }> => notYet("ops.deadLetters")),

  replayDeadLetter: adminOnly
    .input(z.object({ deadLetterId: idSchema }))
    .mutation((): Promise<DeadLetterView> => notYet("ops.replayDeadLetter")),

  watchOrders: adminOnly.subscription(async function* (): AsyncGenerator<OrderView, void, undefined> {
    yield notYet("ops.watchOrders");
  }),
});
