import { SYSTEM } from "@atlas/core/actor";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, isNotNull, lt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { redispatchOrder } from "../orders/record/redispatch-order.ts";
import { lockOrder } from "../orders/record/find-order.ts";
import { readPositions } from "../tracker/live-map/read-positions.ts";
import { LEAVES_MAP_AFTER_MS } from "../tracker/live-map/staleness.ts";

/** How long a driver must be seen to be missing: a wiped Redis knows nobody until the next pings. */
const MISSING_FOR_MS = 60_000;
const MEMORY_S = 600;

/**
 * Finds another driver for riders whose driver accepted and then fell silent on the way to the pickup.
 * Returns how many orders went back to the search.
 */
export async function sweepLostDrivers(ctx: ServiceContext): Promise<number> {
  const now = ctx.clock().getTime();
  const waiting = await ctx.db
    .select({ id: orders.id, cityId: orders.cityId, driverId: orders.driverId })
    .from(orders)
    .where(
      and(
        eq(orders.status, "MATCHED"),
        isNotNull(orders.driverId),
        lt(orders.matchedAt, new Date(now - LEAVES_MAP_AFTER_MS)),
      ),
    );
  let redispatched = 0;
  for (const { id, cityId, driverId } of waiting) {
    if (driverId === null) continue;
    const missingKey = `atlas:{${cityId}}:missing:${driverId}`;
    const [position] = await readPositions(ctx, { cityId, driverIds: [driverId] });
    if (position && now - position.seenAtMs < LEAVES_MAP_AFTER_MS) {
      await ctx.redis.del(missingKey);
      continue;
    }
    await ctx.redis.set(missingKey, now, "EX", MEMORY_S, "NX");
    const missingSince = Number(await ctx.redis.get(missingKey));
    if (now - missingSince < MISSING_FOR_MS) continue;
    if (!(await takeOff(ctx, id, driverId))) continue;
    await ctx.redis.del(missingKey);
    ctx.log.warn({ orderId: id, driverId }, "order.driver_lost");
    redispatched += 1;
  }
  return redispatched;
}

async function takeOff(ctx: ServiceContext, orderId: string, driverId: string): Promise<boolean> {
  return await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (order.status !== "MATCHED" || order.driverId !== driverId) return false;
    const command = { kind: "unassign" as const, actor: SYSTEM, reason: "nothing heard of the driver" };
    await redispatchOrder(tx, ctx, order, command);
    return true;
  });
}
