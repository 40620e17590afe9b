import { haversineM } from "@atlas/core/geo";
import { collectForMs } from "@atlas/core/matching/round-window";
import { orders } from "@atlas/db/schema/orders";
import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { findCity } from "../../cities/find-city.ts";
import type { FreedDriver, ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { pickupOf } from "../../orders/record/journey-ends.ts";
import { readPositions } from "../../tracker/live-map/read-positions.ts";
import { enqueueDispatch } from "../../orders/record/enqueue-dispatch.ts";
import { unofferedAround } from "./searching-orders.ts";

/** Of a city's waiting orders, those who have waited longest; somewhere else in it cars may be scarce. */
const LONGEST_WAITING = 100;

/**
 * Asks for a round at once where a driver has become free among orders that wait for one. Where cars are so scarce that
 * rounds collect for longer than the least, the car stays for the round that weighs all who wait against one another.
 */
export async function wakeWaitingOrders(
  ctx: ServiceContext,
  cityId: string,
  freed: readonly FreedDriver[],
): Promise<void> {
  for (const driver of freed) await wakeAround(ctx, cityId, driver);
}

async function wakeAround(ctx: ServiceContext, cityId: string, driver: FreedDriver): Promise<void> {
  const waiting = await ctx.db
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.cityId, cityId),
        eq(orders.vehicleType, driver.vehicleType),
        // In words and not as a parameter: the partial index is for exactly this.
        sql`${orders.status} = 'CREATED'`,
        isNotNull(orders.unservedSince),
        gt(orders.expiresAt, ctx.clock()),
      ),
    )
    .orderBy(asc(orders.unservedSince))
    .limit(LONGEST_WAITING);
  if (waiting.length === 0) return;
  const [city, [position]] = await Promise.all([
    findCity(ctx.db, cityId),
    readPositions(ctx, { cityId, driverIds: [driver.driverId] }),
  ]);
  if (!position) return;
  const radiusM = Math.max(...city.searchRadiiM);
  const longestWaiting = waiting.find((order) => haversineM(pickupOf(order), position) <= radiusM);
  if (!longestWaiting) return;
  const others = await unofferedAround(ctx.db, { order: longestWaiting, radiusM, now: ctx.clock() });
  if (collectForMs(others.length) > collectForMs(0)) return;
  // The round that waits for its window finds its number used and does nothing.
  await inTransaction(ctx, async (tx) => enqueueDispatch(tx, longestWaiting, { isCollected: true }));
}
