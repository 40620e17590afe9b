import type { Actor } from "@atlas/core/actor";
import { ACTIVE_STATUSES, ASSIGNED_STATUSES } from "@atlas/core/order-machine";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray, isNull, or } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { findOrders } from "./find-order.ts";
import { type OrderView, toOrderView } from "./order-view.ts";

/** The one order that occupies the actor, as its rider or as its driver, or null; a driver's next trip is not it. */
export async function getActiveOrder(ctx: ServiceContext, actor: Actor): Promise<OrderView | null> {
  const [record] = await findOrders(
    ctx.db,
    or(
      and(eq(orders.riderId, actor.userId), inArray(orders.status, [...ACTIVE_STATUSES])),
      and(
        eq(orders.driverId, actor.userId),
        inArray(orders.status, [...ASSIGNED_STATUSES]),
        isNull(orders.queuedBehind),
      ),
    ),
    1,
  );
  return record ? toOrderView(record, actor) : null;
}
