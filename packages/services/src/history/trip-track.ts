import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { isADayPast } from "@atlas/db/is-a-day-past";
import { type TripStop, tripTracks } from "@atlas/db/schema/history";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { readTrack } from "./read-track.ts";

/** Eight hours of a ping every 2.9 s. What a driver sends at a higher rate is not replayed to its end. */
const MAX_REPLAY_POINTS = 10_000;

export interface ReplayPoint {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly isMock: boolean;
  /** ISO-8601 */
  readonly at: string;
}

export interface TripSummary {
  /** Encoded, precision 5. */
  readonly polyline: string;
  readonly drivenM: number;
  readonly durationS: number;
  readonly stops: readonly TripStop[];
}

export interface TripTrackView {
  readonly orderId: string;
  /** Of the trip itself, pickup to dropoff; empty once their day is past retention. */
  readonly points: readonly ReplayPoint[];
  /** Null until the trip has been finished for some seconds. */
  readonly summary: TripSummary | null;
}

/** A trip's track with times, for replay: for the rider, the driver and operators. */
export const tripTrack = useCase({
  kind: "report",
  weight: 20,
  permission: "orders.read",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  // TRACK_NOT_FOUND: it has not started.
  refusals: ["ORDER_NOT_FOUND", "TRACK_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, actor, { orderId }): Promise<TripTrackView> {
    const [found] = await ctx.db
      .select({ order: orders, track: tripTracks, isPast: isADayPast(orders.endedAt) })
      .from(orders)
      .leftJoin(tripTracks, eq(tripTracks.orderId, orders.id))
      .where(eq(orders.id, orderId));
    const isOwn =
      found !== undefined && (mayActFor(actor, found.order.riderId) || actor.userId === found.order.driverId);
    // Someone else's order looks like none at all.
    if (!isOwn) throw new DomainError("ORDER_NOT_FOUND", "This order does not exist.");
    const { driverId, startedAt, finishedAt, endedAt } = found.order;
    if (driverId === null || startedAt === null) throw new DomainError("TRACK_NOT_FOUND", "This trip never started.");
    // A day later its driver keeps neither route nor ends.
    if (found.isPast && actor.role === "driver") return { orderId, points: [], summary: null };
    const points = await readTrack(ctx.db, {
      driverId,
      from: startedAt,
      to: finishedAt ?? endedAt ?? ctx.clock(),
      limit: MAX_REPLAY_POINTS,
    });
    return {
      orderId,
      points: points.map(({ atMs, ...point }) => ({ ...point, at: new Date(atMs).toISOString() })),
      summary: found.track === null ? null : summaryOf(found.track),
    };
  },
});

/** The stored summary as clients get it. */
export function summaryOf(track: typeof tripTracks.$inferSelect): TripSummary {
  return {
    polyline: track.polyline,
    drivenM: track.drivenM,
    durationS: track.durationS,
    stops: track.stops,
  };
}
