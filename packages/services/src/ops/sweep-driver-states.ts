import { drivers } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { ASSIGNED_STATUSES } from "@atlas/core/order-machine";
import type { ServiceContext } from "../context.ts";
import { refreshDriverStates } from "../tracker/live-map/driver-state.ts";

/** A change older than this has been swept several times over. */
const RECENT_MS = 3 * 60_000;

/**
 * Brings the map in line with Postgres for drivers whom a trip has just bound or freed: the process that committed that may have
 * died, or met a Redis that was away, before publishing it. Returns how many drivers were looked at.
 */
export async function sweepDriverStates(ctx: ServiceContext): Promise<number> {
  const since = new Date(ctx.clock().getTime() - RECENT_MS);
  const changed = await ctx.db
    .select({ cityId: drivers.cityId, driverId: drivers.id })
    .from(drivers)
    .where(gt(drivers.idleSince, since))
    .union(
      ctx.db
        .select({ cityId: orders.cityId, driverId: sql<string>`${orders.driverId}`.as("id") })
        .from(orders)
        .where(
          and(isNotNull(orders.driverId), inArray(orders.status, [...ASSIGNED_STATUSES]), gt(orders.matchedAt, since)),
        ),
    );
  for (const [cityId, ofCity] of Map.groupBy(changed, (row) => row.cityId)) {
    await refreshDriverStates(ctx, { cityId, driverIds: ofCity.map(({ driverId }) => driverId) });
  }
  return changed.length;
}
