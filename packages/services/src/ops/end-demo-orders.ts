import { SYSTEM } from "@atlas/core/actor";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { and, desc, eq, exists, inArray, or, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { endOrder } from "../orders/record/end-order.ts";
import { lockOrder } from "../orders/record/find-order.ts";

const REASON = "the demo is over";
const NOBODYS = { payer: "nobody", feeMinor: 0n } as const;
const FREE = { freeWindowS: 0, feeMinor: 0n };
const UNKNOWN = { isLate: false, isMoving: false };

/**
 * Once the demo is off, ends what its riders and drivers have in progress, a trip included: nobody pays, and what was held is free.
 * The other party sees a cancelled order. Returns how many it ended.
 */
export async function endDemoOrders(ctx: ServiceContext): Promise<number> {
  if (ctx.isDemo) return 0;
  const demoPeople = ctx.db
    .select({ one: sql`1` })
    .from(users)
    .where(and(eq(users.isDemo, true), or(eq(users.id, orders.riderId), eq(users.id, orders.driverId))));
  const left = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(and(inArray(orders.status, [...ACTIVE_STATUSES]), exists(demoPeople)))
    // What waits behind a trip first, so that it does not become the next one.
    .orderBy(desc(sql`${orders.queuedBehind} IS NOT NULL`));
  let ended = 0;
  for (const { id } of left) if (await endOne(ctx, id)) ended += 1;
  if (ended > 0) ctx.log.warn({ orders: ended }, "demo.orders-ended");
  return ended;
}

async function endOne(ctx: ServiceContext, orderId: string): Promise<boolean> {
  return await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!ACTIVE_STATUSES.some((status) => status === order.status)) return false;
    const command = { kind: "cancel" as const, actor: SYSTEM, reason: REASON, policy: FREE, driver: UNKNOWN };
    await endOrder(tx, ctx, order, { ...command, charge: NOBODYS });
    return true;
  });
}
