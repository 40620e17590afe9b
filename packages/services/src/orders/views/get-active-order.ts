import { anyOf } from "@atlas/db/any-of";
import { orders } from "@atlas/db/schema/orders";
import { and, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrders, type OrderRecord } from "../record/find-order.ts";
import { toOrderView } from "./order-view.ts";

/** The one order that occupies the actor, as its rider or as its driver, or null; a driver's next trip is not it. */
export const getActiveOrder = useCase({
  kind: "query",
  permission: "orders.read",
  within: {},
  input: z.object({}),
  refusals: [],
  async run(ctx: ServiceContext, actor) {
    const record = (await findActiveOrders(ctx, [actor.userId])).get(actor.userId);
    return record ? toOrderView(record, actor) : null;
  },
});

/** The one order that occupies each of these users, by user; who has none is missing. */
export async function findActiveOrders(
  ctx: Pick<ServiceContext, "db">,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, OrderRecord>> {
  // The statuses in words and not as parameters: the partial indexes are for exactly these.
  const asRider = and(
    anyOf(orders.riderId, userIds),
    sql`${orders.status} IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')`,
  );
  const asDriver = and(
    anyOf(orders.driverId, userIds),
    sql`${orders.status} IN ('MATCHED', 'ARRIVED', 'STARTED')`,
    isNull(orders.queuedBehind),
  );
  const wanted = new Set(userIds);
  const active = new Map<string, OrderRecord>();
  for (const record of await findOrders(ctx.db, or(asRider, asDriver), 2 * userIds.length)) {
    const { riderId, driverId, queuedBehind } = record.order;
    // A next trip occupies the rider who waits for it, not the driver who still has the one before.
    for (const userId of [riderId, queuedBehind === null ? driverId : null]) {
      // Newest first.
      if (userId !== null && wanted.has(userId) && !active.has(userId)) active.set(userId, record);
    }
  }
  return active;
}
