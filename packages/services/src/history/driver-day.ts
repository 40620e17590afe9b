import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { daySchema, idSchema } from "@atlas/core/fields";
import { tripTracks } from "@atlas/db/schema/history";
import { orders } from "@atlas/db/schema/orders";
import { and, asc, eq, gte, lt } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { findDriversDay } from "./drivers-day.ts";
import { summarisePoints } from "./summarise-points.ts";
import { toTripStop } from "./summarise-track.ts";
import { summaryOf, type TripSummary } from "./trip-track.ts";

export interface DriverDayView extends TripSummary {
  readonly driverId: string;
  readonly day: string;
  readonly timezone: string;
  /** First and last ping, ISO-8601; null for a day without any. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly pointCount: number;
  readonly trips: readonly {
    orderId: string;
    startedAt: string | null;
    finishedAt: string | null;
    drivenM: number | null;
    durationS: number | null;
  }[];
}

/** Where a driver was on one day: the track, driven metres, stops and trips. For the driver and operators. */
export const driverDay = useCase({
  kind: "report",
  weight: 40,
  permission: "drivers.read",
  within: { driverId: "driver" },
  input: z.object({
    /** The actor when left out. */
    driverId: idSchema.optional(),
    /** In the city's time zone. */
    day: daySchema,
  }),
  refusals: ["DRIVER_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, actor, { driverId = actor.userId, day }): Promise<DriverDayView> {
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "This is another driver's day.");
    const found = await findDriversDay(ctx.db, driverId, day);
    if (!found) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
    const { timezone, from, to } = found;
    const [track, trips] = await Promise.all([
      // The last millisecond of the day, because a track includes both ends.
      summarisePoints(ctx.db, { driverId, from, to: new Date(to.getTime() - 1) }),
      tripsOf(ctx, driverId, { from, to }),
    ]);
    const { stops, firstAtMs, lastAtMs, ...summary } = track;
    // Later a driver keeps the day's totals, and not the routes to riders' doors.
    const isHidden = found.isPast && actor.role === "driver";
    return {
      driverId,
      day,
      timezone,
      firstAt: isoOrNull(firstAtMs),
      lastAt: isoOrNull(lastAtMs),
      ...summary,
      ...(isHidden ? { polyline: "" } : {}),
      stops: (isHidden ? [] : stops).map(toTripStop),
      trips,
    };
  },
});

async function tripsOf(
  ctx: Pick<ServiceContext, "db">,
  driverId: string,
  { from, to }: { from: Date; to: Date },
): Promise<DriverDayView["trips"]> {
  const rows = await ctx.db
    .select({ order: orders, track: tripTracks })
    .from(orders)
    .leftJoin(tripTracks, eq(tripTracks.orderId, orders.id))
    .where(
      and(
        eq(orders.driverId, driverId),
        eq(orders.status, "FINISHED"),
        gte(orders.finishedAt, from),
        lt(orders.finishedAt, to),
      ),
    )
    .orderBy(asc(orders.finishedAt));
  return rows.map(({ order, track }) => {
    const summary = track === null ? null : summaryOf(track);
    return {
      orderId: order.id,
      startedAt: order.startedAt?.toISOString() ?? null,
      finishedAt: order.finishedAt?.toISOString() ?? null,
      drivenM: summary?.drivenM ?? null,
      durationS: summary?.durationS ?? null,
    };
  });
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
