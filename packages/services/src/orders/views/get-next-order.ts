import type { Actor } from "@atlas/core/actor";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, isNotNull } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { findOrders } from "../record/find-order.ts";
import { type OrderView, toOrderView } from "./order-view.ts";

/** The order that the driver takes up once the running trip is over, or null. */
export async function getNextOrder(ctx: ServiceContext, actor: Actor): Promise<OrderView | null> {
  const [record] = await findOrders(ctx.db, and(eq(orders.driverId, actor.userId), isNotNull(orders.queuedBehind)), 1);
  return record ? toOrderView(record, actor) : null;
}
