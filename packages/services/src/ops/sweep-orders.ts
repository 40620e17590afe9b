import { orders } from "@atlas/db/schema/orders";
import { and, asc, eq, lte } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { expireOrder } from "../orders/expire-order.ts";

const LIMIT = 200;

/** Ends orders whose time to be dispatched or matched is over. Returns how many ended. */
export async function sweepOrders(ctx: ServiceContext): Promise<number> {
  const due = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.status, "CREATED"), lte(orders.expiresAt, ctx.clock())))
    .orderBy(asc(orders.expiresAt))
    .limit(LIMIT);
  let ended = 0;
  for (const { id } of due) if (await expireOrder(ctx, { orderId: id })) ended += 1;
  return ended;
}
