import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { query } from "@atlas/db/query";
import { cities } from "@atlas/db/schema/cities";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { trackerKeys } from "../tracker/live-map/redis-keys.ts";

/** How far back "recent" goes; ids of this age bound what is read, so that no index is kept for it. */
const RECENT = "5 minutes";

export interface CityCount {
  readonly city: string;
  readonly count: number;
}

/** What a dashboard shows of all cities at this moment. */
export interface CityMetrics {
  /** Each city has each status, be it zero. */
  readonly openOrders: readonly (CityCount & { readonly status: string })[];
  /** Orders that reached a status within the last five minutes. */
  readonly recentMoves: readonly (CityCount & { readonly to: string })[];
  /** Offers made within the last five minutes, by what became of them until now. */
  readonly recentOffers: readonly (CityCount & { readonly status: string })[];
  /** Of the orders matched within the last five minutes: seconds from the request to the match. */
  readonly recentMatches: readonly { readonly city: string; readonly quantile: string; readonly seconds: number }[];
  /** `available` can be matched now; `unavailable` is on the map and on a trip, offline or silent. */
  readonly drivers: readonly (CityCount & { readonly state: "available" | "unavailable" })[];
}

const byStatus = z.object({ city: z.string(), status: z.string(), count: z.int() });
const byTarget = z.object({ city: z.string(), to: z.string(), count: z.int() });
const matchSeconds = z.object({ city: z.string(), seconds: z.array(z.number()) });

/** Reads the metrics of every city: open rows and the newest five minutes, never a whole table. */
export async function readCityMetrics(ctx: Pick<ServiceContext, "db" | "redis">): Promise<CityMetrics> {
  const [openOrders, recentMoves, recentOffers, matches, drivers] = await Promise.all([
    query(
      ctx.db,
      byStatus,
      sql`
        SELECT c.id AS city, s.status, count(o.id)::int AS count
        FROM cities c CROSS JOIN unnest('{CREATED,MATCHED,ARRIVED,STARTED}'::order_status[]) AS s (status)
        LEFT JOIN orders o ON o.city_id = c.id AND o.status = s.status
          AND o.status IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')
        GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    query(
      ctx.db,
      byTarget,
      sql`
        SELECT o.city_id AS city, t.to_status AS to, count(*)::int AS count
        FROM order_transitions t JOIN orders o ON o.id = t.order_id
        WHERE t.id > uuidv7(-${RECENT}::interval) GROUP BY 1, 2`,
    ),
    query(
      ctx.db,
      byStatus,
      sql`
        SELECT o.city_id AS city, f.status, count(*)::int AS count
        FROM offers f JOIN orders o ON o.id = f.order_id
        WHERE f.id > uuidv7(-${RECENT}::interval) GROUP BY 1, 2`,
    ),
    query(
      ctx.db,
      matchSeconds,
      sql`
        SELECT o.city_id AS city, percentile_cont(ARRAY[0.5, 0.95, 0.99])
          WITHIN GROUP (ORDER BY extract(epoch FROM t.at - o.requested_at)::float8) AS seconds
        FROM order_transitions t JOIN orders o ON o.id = t.order_id
        WHERE t.id > uuidv7(-${RECENT}::interval) AND t.to_status = 'MATCHED' AND o.requested_at IS NOT NULL GROUP BY 1`,
    ),
    countDrivers(ctx),
  ]);
  const quantiles = ["0.5", "0.95", "0.99"];
  const recentMatches = matches.flatMap(({ city, seconds }) =>
    seconds.map((value, index) => ({ city, quantile: quantiles[index] ?? "", seconds: value })),
  );
  return { openOrders, recentMoves, recentOffers, recentMatches, drivers };
}

async function countDrivers(ctx: Pick<ServiceContext, "db" | "redis">): Promise<CityMetrics["drivers"]> {
  const rows = await ctx.db.select({ city: cities.id }).from(cities);
  const counts = rows.map(async ({ city }): Promise<CityMetrics["drivers"]> => {
    const { available, unavailable } = trackerKeys(city);
    const [others = 0, ...sizes] = await Promise.all(
      [unavailable, ...VEHICLE_TYPES.map((vehicleType) => available[vehicleType])].map(async (key) =>
        ctx.redis.zcard(key),
      ),
    );
    return [
      { city, state: "available", count: sizes.reduce((sum, size) => sum + size, 0) },
      { city, state: "unavailable", count: others },
    ];
  });
  return (await Promise.all(counts)).flat();
}
