import { decodePolyline } from "@atlas/core/polyline";
import { layRoute, type WatchedRoute } from "@atlas/core/trip-watch/watched-route";
import { orders } from "@atlas/db/schema/orders";
import { and, asc, eq, gt, isNotNull } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";

/** A trip under way. */
export interface RunningTrip {
  readonly orderId: string;
  readonly cityId: string;
  readonly driverId: string;
  readonly riderId: string;
  readonly startedAt: Date;
  readonly route: WatchedRoute;
  /** Whether the route is a guess, which no car follows. */
  readonly isEstimate: boolean;
}

/** Trips under way in a city, in the order of their ids, from `after` on. */
export async function readRunningTrips(
  ctx: Pick<ServiceContext, "db">,
  { cityId, after, limit }: { readonly cityId: string; readonly after: string | null; readonly limit: number },
): Promise<readonly RunningTrip[]> {
  const {
    id: orderId,
    driverId,
    riderId,
    startedAt,
    routePolyline,
    isEstimate,
    pickupLat: lat,
    pickupLng: lng,
  } = orders;
  const rows = await ctx.db
    .select({ orderId, driverId, riderId, startedAt, routePolyline, isEstimate, pickup: { lat, lng } })
    .from(orders)
    .where(
      and(
        eq(orders.status, "STARTED"),
        eq(orders.cityId, cityId),
        isNotNull(startedAt),
        isNotNull(driverId),
        after === null ? undefined : gt(orders.id, after),
      ),
    )
    .orderBy(asc(orders.id))
    .limit(limit);
  return rows.flatMap(({ routePolyline: polyline, pickup, ...row }) => {
    if (row.driverId === null || row.startedAt === null) return [];
    const points = decodePolyline(polyline);
    const isGuess = row.isEstimate || points.length < 2;
    const route = layRoute(points.length === 0 ? [pickup] : points);
    return [{ ...row, cityId, driverId: row.driverId, startedAt: row.startedAt, route, isEstimate: isGuess }];
  });
}
