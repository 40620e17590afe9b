import { cityIdSchema, daySchema } from "@atlas/core/fields";
import { DomainError } from "@atlas/core/errors";
import { firstIdAt } from "@atlas/core/first-id-at";
import { DEGREE_SCALE } from "@atlas/core/track-columns";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { query, timeColumn } from "@atlas/db/query";
import { cities } from "@atlas/db/schema/cities";
import type { Queryable } from "@atlas/db/connect";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { gpsPoints } from "@atlas/db/schema/history";
import { orders } from "@atlas/db/schema/orders";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

/** What one call covers: an hour is twelve of them. */
export const PLAYBACK_WINDOW_S = 300;
const DAY_MS = 86_400_000;
/** How often a driver's place is taken. */
export const PLAYBACK_STEP_S = 15;
/** A page takes Postgres some fifty milliseconds: it reads all points of so many drivers in the window. */
const DRIVERS_PER_PAGE = 1_000;

export interface PlayedTrip {
  readonly orderId: string;
  /** Seconds since the start of the window; 0 and its length where the trip goes on beyond it. */
  readonly fromS: number;
  readonly toS: number;
}

export interface PlayedDriver {
  readonly driverId: string;
  readonly vehicleType: VehicleType | null;
  readonly plate: string | null;
  /** Steps since the start of the window in which a position came, ascending; `lat` and `lng` have one value for each. */
  readonly step: readonly number[];
  /** Degrees times 100,000, whole numbers. */
  readonly lat: readonly number[];
  readonly lng: readonly number[];
  /** From being matched to the end. */
  readonly trips: readonly PlayedTrip[];
}

export interface PlaybackPage {
  readonly cityId: string;
  /** The start of the window, ISO-8601. */
  readonly from: string;
  readonly windowS: number;
  readonly stepS: number;
  /** Of up to a thousand drivers, those who sent a position in the window. */
  readonly drivers: readonly PlayedDriver[];
  /** Of the next drivers; null after the last. */
  readonly nextCursor: string | null;
}

const numbers = z
  .string()
  .nullable()
  .transform((text) => (text === null ? [] : text.split(",").map(Number)));
const driverRow = z.object({
  driverId: z.uuid(),
  vehicleType: z.enum(VEHICLE_TYPES).nullable(),
  plate: z.string().nullable(),
  step: numbers,
  lat: numbers,
  lng: numbers,
});
const tripRow = z.object({ driverId: z.uuid(), orderId: z.uuid(), fromS: z.number(), toS: z.number() });

interface Page {
  readonly cityId: string;
  readonly after: string | null;
  readonly from: Date;
}

/** Where a city's drivers were, every 15 s of five minutes, in pages of drivers. Points past retention are gone. */
export const cityPlayback = useCase({
  kind: "report",
  weight: 20,
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({
    cityId: cityIdSchema.optional(),
    /** In the city's time zone, as the minute. */
    day: daySchema,
    /** Of the day at which the window starts, by the clocks of the city. */
    minute: z.int().min(0).max(1_439),
    /** The `nextCursor` of the page before. */
    cursor: z.uuid().nullish(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "isDemo">, actor, input): Promise<PlaybackPage> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    const from = await startOfWindow(ctx.db, cityId, input);
    const drivers = await readDrivers(ctx.db, { cityId, after: input.cursor ?? null, from });
    const moved = drivers.filter(({ step }) => step.length > 0);
    const trips = await readTrips(
      ctx.db,
      from,
      moved.map(({ driverId }) => driverId),
    );
    return {
      cityId,
      from: from.toISOString(),
      windowS: PLAYBACK_WINDOW_S,
      stepS: PLAYBACK_STEP_S,
      drivers: moved.map((driver) => ({ ...driver, trips: trips.get(driver.driverId) ?? [] })),
      nextCursor: drivers.length === DRIVERS_PER_PAGE ? (drivers.at(-1)?.driverId ?? null) : null,
    };
  },
});

async function startOfWindow(
  db: Queryable,
  cityId: string,
  { day, minute }: { readonly day: string; readonly minute: number },
): Promise<Date> {
  const [found] = await query(
    db,
    z.object({ from: timeColumn }),
    sql`
      SELECT ((${day}::date + make_interval(mins => ${minute})) AT TIME ZONE timezone)::text AS "from"
      FROM ${cities} WHERE id = ${cityId}`,
  );
  if (found === undefined) throw new DomainError("CITY_NOT_FOUND", "This city does not exist.");
  return found.from;
}

/** The page's drivers, also those of whom nothing came. Each takes one range of the index of points. */
async function readDrivers(db: Queryable, { cityId, after, from }: Page): Promise<z.output<typeof driverRow>[]> {
  const to = new Date(from.getTime() + PLAYBACK_WINDOW_S * 1_000);
  return query(
    db,
    driverRow,
    sql`
      SELECT driver.id AS "driverId", vehicle.vehicle_type AS "vehicleType", vehicle.plate,
        track.step, track.lat, track.lng
      FROM (
        SELECT id FROM ${drivers}
        WHERE city_id = ${cityId} ${after === null ? sql`` : sql`AND id > ${after}`}
        ORDER BY id LIMIT ${DRIVERS_PER_PAGE}
      ) AS driver
      LEFT JOIN ${vehicles} AS vehicle ON vehicle.driver_id = driver.id AND vehicle.is_active
      CROSS JOIN LATERAL (
        SELECT string_agg(step::text, ',' ORDER BY step) AS step,
          string_agg(round(lat * ${DEGREE_SCALE})::int::text, ',' ORDER BY step) AS lat,
          string_agg(round(lng * ${DEGREE_SCALE})::int::text, ',' ORDER BY step) AS lng
        FROM (
          SELECT DISTINCT ON (step) step, lat, lng
          FROM (
            SELECT floor(extract(epoch FROM recorded_at - ${from.toISOString()}::timestamptz) / ${PLAYBACK_STEP_S})::int AS step,
              recorded_at, lat, lng
            FROM ${gpsPoints}
            WHERE driver_id = driver.id
              AND recorded_at >= ${from.toISOString()} AND recorded_at < ${to.toISOString()}
          ) AS point
          ORDER BY step, recorded_at
        ) AS first
      ) AS track
      ORDER BY driver.id`,
  );
}

/** The drivers' trips that touch the window. A day is longer than any trip: older orders are not looked at. */
async function readTrips(
  db: Queryable,
  from: Date,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PlayedTrip[]>> {
  if (driverIds.length === 0) return new Map();
  const start = sql`${from.toISOString()}::timestamptz`;
  const rows = await query(
    db,
    tripRow,
    sql`
      SELECT driver_id AS "driverId", id AS "orderId",
        greatest(0, extract(epoch FROM matched_at - ${start}))::float8 AS "fromS",
        least(${PLAYBACK_WINDOW_S}, coalesce(extract(epoch FROM ended_at - ${start}), ${PLAYBACK_WINDOW_S}))::float8 AS "toS"
      FROM ${orders}
      WHERE driver_id = ANY(${sql.param([...driverIds])}::uuid[])
        AND id >= ${firstIdAt(new Date(from.getTime() - DAY_MS))}
        AND matched_at < ${start} + make_interval(secs => ${PLAYBACK_WINDOW_S})
        AND (ended_at IS NULL OR ended_at > ${start})
      ORDER BY driver_id, matched_at`,
  );
  return Map.groupBy(rows, ({ driverId }) => driverId);
}
