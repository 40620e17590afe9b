import { orders } from "@atlas/db/schema/orders";
import { tripTracks } from "@atlas/db/schema/history";
import { and, asc, eq, gt, isNotNull, isNull, lt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { readTrack } from "./read-track.ts";
import { summariseTrack } from "./summarise-track.ts";

/** The last pings of a trip may still be on their way to the archive. */
const SETTLE_MS = 10_000;
/** A trip older than this has lost its points, or a sweep of days was missed: leave it. */
const OLDEST_MS = 2 * 86_400_000;
const TRIPS_PER_RUN = 200;

/**
 * Writes the track summary of every trip that has finished and has none yet; answers how many. Run it every few seconds:
 * the orders themselves say what is left to do, so nothing is lost and a repeat changes nothing.
 */
export async function summariseTrips(ctx: Pick<ServiceContext, "db" | "clock">): Promise<number> {
  const nowMs = ctx.clock().getTime();
  const due = await ctx.db
    .select({
      orderId: orders.id,
      cityId: orders.cityId,
      driverId: orders.driverId,
      startedAt: orders.startedAt,
      finishedAt: orders.finishedAt,
    })
    .from(orders)
    .leftJoin(tripTracks, eq(tripTracks.orderId, orders.id))
    .where(
      and(
        eq(orders.status, "FINISHED"),
        lt(orders.finishedAt, new Date(nowMs - SETTLE_MS)),
        gt(orders.finishedAt, new Date(nowMs - OLDEST_MS)),
        isNotNull(orders.driverId),
        isNull(tripTracks.orderId),
      ),
    )
    .orderBy(asc(orders.finishedAt))
    .limit(TRIPS_PER_RUN);
  for (const trip of due) {
    if (trip.driverId === null || trip.finishedAt === null) continue;
    const from = trip.startedAt ?? trip.finishedAt;
    const points = await readTrack(ctx.db, { driverId: trip.driverId, from, to: trip.finishedAt });
    const { stops, ...summary } = summariseTrack(points);
    await ctx.db
      .insert(tripTracks)
      .values({
        orderId: trip.orderId,
        cityId: trip.cityId,
        driverId: trip.driverId,
        ...summary,
        durationS: Math.round((trip.finishedAt.getTime() - from.getTime()) / 1_000),
        pointCount: points.length,
        stops: stops.map(({ startedAtMs, ...stop }) => ({ ...stop, startedAt: new Date(startedAtMs).toISOString() })),
        summarisedAt: ctx.clock(),
      })
      .onConflictDoNothing();
  }
  return due.length;
}
