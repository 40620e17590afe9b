import { DomainError } from "@atlas/core/errors";
import { daySchema, idSchema } from "@atlas/core/fields";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { findDriversDay } from "./drivers-day.ts";
import { readPoints } from "./read-points.ts";
import { DEGREE_SCALE } from "./track-columns.ts";

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
  /** Empty for a day without positions, and for one past retention. */
  readonly points: TrackColumns;
}

/** Where a driver was at each moment of a day, for replay. Of operators only: a driver keeps the day's totals. */
export const driverTrack = useCase({
  kind: "report",
  weight: 40,
  permission: "ops.read",
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
    const points = { offsetMs: new Array<number>(), lat: new Array<number>(), lng: new Array<number>() };
    for await (const page of readPoints(ctx.db, { driverId, from, to: new Date(to.getTime() - 1) })) {
      for (const { atMs, lat, lng } of page) {
        points.offsetMs.push(atMs - from.getTime());
        points.lat.push(Math.round(lat * DEGREE_SCALE));
        points.lng.push(Math.round(lng * DEGREE_SCALE));
      }
    }
    return { driverId, day, timezone, startsAt: from.toISOString(), points };
  },
});
