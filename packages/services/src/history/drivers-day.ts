import type { Queryable } from "@atlas/db/connect";
import { isADayPast } from "@atlas/db/is-a-day-past";
import { cities } from "@atlas/db/schema/cities";
import { drivers } from "@atlas/db/schema/drivers";
import { eq, sql } from "drizzle-orm";

/** A calendar day where a driver works. */
export interface DriversDay {
  readonly timezone: string;
  readonly from: Date;
  /** The start of the next day. */
  readonly to: Date;
  /** Whether it has been over for a day. */
  readonly isPast: boolean;
}

/** The day's bounds in the time zone of the driver's city; undefined when there is no such driver. */
export async function findDriversDay(db: Queryable, driverId: string, day: string): Promise<DriversDay | undefined> {
  const [found] = await db
    .select({
      timezone: cities.timezone,
      from: sql<string>`(${day}::date::timestamp AT TIME ZONE ${cities.timezone})::text`,
      to: sql<string>`((${day}::date + 1)::timestamp AT TIME ZONE ${cities.timezone})::text`,
      isPast: isADayPast(sql`((${day}::date + 1)::timestamp AT TIME ZONE ${cities.timezone})`),
    })
    .from(drivers)
    .innerJoin(cities, eq(cities.id, drivers.cityId))
    .where(eq(drivers.id, driverId));
  return found && { ...found, from: new Date(found.from), to: new Date(found.to) };
}
