import { DomainError } from "@atlas/core/errors";
import { daySchema, idSchema } from "@atlas/core/fields";
import { firstIdAt } from "@atlas/core/first-id-at";
import { DEGREE_SCALE } from "@atlas/core/track-columns";
import type { OrderStatus } from "@atlas/core/order-status";
import type { Queryable } from "@atlas/db/connect";
import type { TripStop } from "@atlas/db/schema/history";
import { orders } from "@atlas/db/schema/orders";
import { and, asc, eq, gte, isNull, lt, or } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { type DriversDay, findDriversDay } from "./drivers-day.ts";
import { readPoints } from "./read-points.ts";
import { toTripStop, TrackSummariser } from "./summarise-track.ts";

const DAY_MS = 86_400_000;

/** Points as columns, which are a third of the bytes of objects. Three arrays of one length, in order of time. */
export interface TrackColumns {
  /** Milliseconds since the start of the day. */
  readonly offsetMs: readonly number[];
  /** Degrees times 100,000, whole numbers. */
  readonly lat: readonly number[];
  readonly lng: readonly number[];
}

export interface DriverTrackView {
  readonly driverId: string;
  readonly day: string;
  readonly timezone: string;
  /** The start of the day in the city's time zone, ISO-8601. */
  readonly startsAt: string;
  /** The start of the next day. */
  readonly endsAt: string;
  /** Empty for a day without positions, and for one past retention. */
  readonly points: TrackColumns;
  /** Without the wander of standing still. */
  readonly drivenM: number;
  readonly stops: readonly TripStop[];
  /** Of that day, in the order in which the driver got them. */
  readonly trips: readonly DayTrip[];
}

export interface DayTrip {
  readonly orderId: string;
  readonly pickup: string;
  readonly dropoff: string;
  /** The planned route, encoded with precision 5. */
  readonly polyline: string;
  readonly status: OrderStatus;
  /** ISO-8601, each null where it did not come to it. */
  readonly matchedAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** Where a driver was at each moment of a day, for replay. Of operators only: a driver keeps the day's totals. */
export const driverTrack = useCase({
  kind: "report",
  weight: 40,
  permission: "ops.read",
  within: { driverId: "driver" },
  input: z.object({
    driverId: idSchema,
    /** In the city's time zone. */
    day: daySchema,
  }),
  refusals: ["DRIVER_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, _actor, { driverId, day }): Promise<DriverTrackView> {
    const found = await findDriversDay(ctx.db, driverId, day);
    if (!found) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
    const { timezone, from, to } = found;
    const summariser = new TrackSummariser();
    const points = { offsetMs: new Array<number>(), lat: new Array<number>(), lng: new Array<number>() };
    for await (const page of readPoints(ctx.db, { driverId, from, to: new Date(to.getTime() - 1) })) {
      summariser.add(page);
      for (const { atMs, lat, lng } of page) {
        points.offsetMs.push(atMs - from.getTime());
        points.lat.push(Math.round(lat * DEGREE_SCALE));
        points.lng.push(Math.round(lng * DEGREE_SCALE));
      }
    }
    const trips = await readTrips(ctx.db, driverId, found);
    const { drivenM, stops } = summariser.end();
    return {
      driverId,
      day,
      timezone,
      startsAt: from.toISOString(),
      endsAt: to.toISOString(),
      points,
      drivenM,
      stops: stops.map(toTripStop),
      trips,
    };
  },
});

async function readTrips(db: Queryable, driverId: string, { from, to }: DriversDay): Promise<DayTrip[]> {
  const rows = await db
    .select({
      orderId: orders.id,
      pickup: orders.pickupLabel,
      dropoff: orders.dropoffLabel,
      polyline: orders.routePolyline,
      status: orders.status,
      matchedAt: orders.matchedAt,
      startedAt: orders.startedAt,
      endedAt: orders.endedAt,
    })
    .from(orders)
    .where(
      and(
        eq(orders.driverId, driverId),
        // No trip is longer than a day: what was asked for before that is not looked at.
        gte(orders.id, firstIdAt(new Date(from.getTime() - DAY_MS))),
        lt(orders.matchedAt, to),
        or(isNull(orders.endedAt), gte(orders.endedAt, from)),
      ),
    )
    .orderBy(asc(orders.matchedAt), asc(orders.id));
  return rows.map(({ matchedAt, startedAt, endedAt, ...trip }) => ({
    ...trip,
    matchedAt: matchedAt?.toISOString() ?? null,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  }));
}
