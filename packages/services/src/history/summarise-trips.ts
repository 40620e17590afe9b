import { MAX_AGE_MS } from "@atlas/core/ping";
import { orders } from "@atlas/db/schema/orders";
import { gpsPoints, tripTracks } from "@atlas/db/schema/history";
import { and, asc, eq, gt, gte, isNotNull, isNull, lt, lte, ne, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { MAX_POINTS } from "./read-track.ts";
import { summarisePoints } from "./summarise-points.ts";
import { toTripStop } from "./summarise-track.ts";

/** The last pings of a trip may still be in transit to the archive. */
const SETTLE_MS = 10_000;
/** A trip older than this has lost its points, or a sweep of days was missed: leave it. */
const OLDEST_MS = 2 * 86_400_000;
const TRIPS_PER_RUN = 200;
/** A phone that was offline sends pings of the last hour; some minutes more until they are archived and looked for. */
const LATEST_MS = MAX_AGE_MS + 15 * 60_000;

/**
 * Writes the track summary of every trip that has finished and has none yet; returns how many. Run it every few seconds:
 * the orders themselves say what is left to do, so nothing is lost and a repeat changes nothing.
 */
export async function summariseTrips(ctx: Pick<ServiceContext, "db" | "clock">): Promise<number> {
  const nowMs = ctx.clock().getTime();
  const due = await selectTrips(ctx)
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
  for (const trip of due) await summariseTrip(ctx, trip);
  return due.length;
}

/**
 * Writes anew the summary of every trip whose driver was offline for a while and has sent pings of it since; returns how
 * many. Pings come up to an hour late: run it every few minutes.
 */
export async function summariseLateTrips(ctx: Pick<ServiceContext, "db" | "clock">): Promise<number> {
  const since = new Date(ctx.clock().getTime() - LATEST_MS);
  const archived = ctx.db
    .select({ instants: sql`least(count(DISTINCT ${gpsPoints.recordedAt}), ${MAX_POINTS})` })
    .from(gpsPoints)
    .where(
      and(
        eq(gpsPoints.driverId, tripTracks.driverId),
        gte(gpsPoints.recordedAt, orders.startedAt),
        lte(gpsPoints.recordedAt, orders.finishedAt),
      ),
    );
  const late = await selectTrips(ctx).where(
    and(eq(orders.status, "FINISHED"), gt(orders.finishedAt, since), ne(tripTracks.pointCount, archived)),
  );
  for (const trip of late) await summariseTrip(ctx, trip);
  return late.length;
}

function selectTrips(ctx: Pick<ServiceContext, "db">) {
  return ctx.db
    .select({
      orderId: orders.id,
      cityId: orders.cityId,
      driverId: orders.driverId,
      startedAt: orders.startedAt,
      finishedAt: orders.finishedAt,
    })
    .from(orders)
    .leftJoin(tripTracks, eq(tripTracks.orderId, orders.id));
}

type FinishedTrip = Pick<typeof orders.$inferSelect, "cityId" | "driverId" | "startedAt" | "finishedAt"> & {
  readonly orderId: string;
};

async function summariseTrip(
  ctx: Pick<ServiceContext, "db" | "clock">,
  { orderId, cityId, driverId, startedAt, finishedAt }: FinishedTrip,
): Promise<void> {
  if (driverId === null || finishedAt === null) return;
  const from = startedAt ?? finishedAt;
  const { stops, polyline, drivenM, pointCount } = await summarisePoints(ctx.db, { driverId, from, to: finishedAt });
  const track = {
    polyline,
    drivenM,
    durationS: Math.round((finishedAt.getTime() - from.getTime()) / 1_000),
    pointCount,
    stops: stops.map(toTripStop),
    summarisedAt: ctx.clock(),
  };
  await ctx.db
    .insert(tripTracks)
    .values({ orderId, cityId, driverId, ...track })
    .onConflictDoUpdate({ target: tripTracks.orderId, set: track });
}
