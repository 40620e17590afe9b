import { orders } from "@atlas/db/schema/orders";
import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrders } from "../record/find-order.ts";
import { toOrderView } from "./order-view.ts";

/** The order that the driver takes up once the running trip is over, or null. */
export const getNextOrder = useCase({
  kind: "query",
  permission: "orders.drive",
  within: {},
  input: z.object({}),
  refusals: [],
  async run(ctx: ServiceContext, actor) {
    const isNext = and(eq(orders.driverId, actor.userId), isNotNull(orders.queuedBehind));
    const [record] = await findOrders(ctx.db, isNext, 1);
    return record ? toOrderView(record, actor) : null;
  },
});
