import type { CitySettings } from "@atlas/core/settings/city-settings";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { lastSeen, type Sighting } from "./record/last-seen.ts";

/** What a step is verified by, read before anything is locked: Redis may take its time. */
export interface Sight {
  readonly settings: CitySettings;
  /** Null when nobody drives the order. */
  readonly sighting: Sighting | null;
}

/** Where the order's driver is, and the thresholds of its city; null when there is no such order. */
export async function sightDriver(ctx: ServiceContext, orderId: string): Promise<Sight | null> {
  const [order] = await ctx.db
    .select({ cityId: orders.cityId, driverId: orders.driverId })
    .from(orders)
    .where(eq(orders.id, orderId));
  if (order === undefined) return null;
  const { cityId, driverId } = order;
  const [settings, sighting] = await Promise.all([
    ctx.settings.get(cityId),
    driverId === null ? null : lastSeen(ctx, { cityId, driverId }),
  ]);
  return { settings, sighting };
}
