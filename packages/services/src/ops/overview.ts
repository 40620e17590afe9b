import { cityIdSchema } from "@atlas/core/fields";
import { holds } from "@atlas/core/permissions";
import type { Database } from "@atlas/db/connect";
import { isoTimeColumn, queryOne } from "@atlas/db/query";
import { drivers } from "@atlas/db/schema/drivers";
import { deadLetters, outbox } from "@atlas/db/schema/messaging";
import { orders } from "@atlas/db/schema/orders";
import type { QueueCounts } from "@atlas/queue/catalog";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { findCity } from "../cities/find-city.ts";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { trackerKeys } from "../tracker/live-map/redis-keys.ts";
import { useCase } from "../use-case.ts";

/** The city at a glance; "today" is the city's calendar day. */
export interface OverviewView {
  readonly drivers: {
    readonly online: number;
    readonly available: number;
    readonly busy: number;
    readonly stale: number;
  };
  readonly orders: {
    readonly active: number;
    readonly searching: number;
    readonly finishedToday: number;
    readonly cancelledToday: number;
    readonly expiredToday: number;
  };
  /** The platform's commission of today's settled trips. */
  readonly revenueTodayMinor: string;
  readonly currency: string;
  /** Of the installation and not of the city: null for operators whose roles are for cities. */
  readonly queues: readonly QueueCounts[] | null;
  readonly outboxPending: number | null;
  readonly deadLetters: number | null;
}

/** The city at this moment. */
export const overview = useCase({
  kind: "report",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<OverviewView> {
    const city = await findCity(ctx.db, input.cityId ?? (await homeCityId(ctx, actor)));
    const today = { cityId: city.id, since: await startOfDay(ctx.db, city.timezone, ctx.clock()) };
    const [fleet, trips, revenueMinor, system] = await Promise.all([
      countFleet(ctx, city.id),
      countOrders(ctx.db, today),
      commissionSince(ctx.db, today),
      holds(actor, "system.read") ? countSystem(ctx) : NO_SYSTEM,
    ]);
    return {
      drivers: fleet,
      orders: trips,
      revenueTodayMinor: revenueMinor.toString(),
      currency: city.currency,
      ...system,
    };
  },
});

const NO_SYSTEM = { queues: null, outboxPending: null, deadLetters: null };

async function countSystem(ctx: ServiceContext): Promise<Pick<OverviewView, keyof typeof NO_SYSTEM>> {
  const [queues, outboxPending, letters] = await Promise.all([
    ctx.queueCounts(),
    ctx.db.$count(outbox, isNull(outbox.publishedAt)),
    ctx.db.$count(deadLetters, isNull(deadLetters.replayedAt)),
  ]);
  return { queues, outboxPending, deadLetters: letters };
}

interface Today {
  readonly cityId: string;
  /** When the city's day began, ISO-8601: with a value the database knows how few rows there are since. */
  readonly since: string;
}

async function startOfDay(db: Database, timezone: string, now: Date): Promise<string> {
  const statement = sql`
    SELECT date_trunc('day', ${now.toISOString()}::timestamptz AT TIME ZONE ${timezone}) AT TIME ZONE ${timezone} AS since`;
  return (await queryOne(db, z.object({ since: isoTimeColumn }), statement)).since;
}

const tripsRow = z.object({ busy: z.int(), unavailable: z.int() });

async function countFleet(ctx: ServiceContext, cityId: string): Promise<OverviewView["drivers"]> {
  const [willing, { busy, unavailable }, available] = await Promise.all([
    ctx.db.$count(drivers, and(eq(drivers.cityId, cityId), eq(drivers.availability, "available"))),
    queryOne(
      ctx.db,
      tripsRow,
      sql`SELECT count(*)::integer AS busy, (count(DISTINCT ${drivers.id}) FILTER (
        WHERE ${orders.queuedBehind} IS NULL AND ${drivers.availability} <> 'available'))::integer AS unavailable
        FROM ${orders} JOIN ${drivers} ON ${drivers.id} = ${orders.driverId}
        WHERE ${orders.cityId} = ${cityId} AND ${orders.status} IN ('MATCHED', 'ARRIVED', 'STARTED')`,
    ),
    countAvailable(ctx, cityId),
  ]);
  const online = willing + unavailable;
  return { online, available, busy, stale: Math.max(0, online - available - busy) };
}

async function countAvailable(ctx: ServiceContext, cityId: string): Promise<number> {
  const sets = Object.values(trackerKeys(cityId).available);
  const sizes = await Promise.all(sets.map((key) => ctx.redis.zcard(key)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function countOrders(db: Database, { cityId, since }: Today): Promise<OverviewView["orders"]> {
  const count = (condition: ReturnType<typeof sql>) => sql<number>`(count(*) FILTER (WHERE ${condition}))::int`;
  const [[open], [ended]] = await Promise.all([
    db
      .select({
        active: count(sql`${orders.status} <> 'CREATED'`),
        searching: count(sql`${orders.status} = 'CREATED' AND ${orders.requestedAt} IS NOT NULL`),
      })
      .from(orders)
      // Word for word as the index of active orders has it.
      .where(and(eq(orders.cityId, cityId), sql`${orders.status} IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')`)),
    db
      .select({
        finishedToday: count(sql`${orders.status} = 'FINISHED'`),
        cancelledToday: count(sql`${orders.status} = 'CANCELLED'`),
        expiredToday: count(sql`${orders.status} = 'EXPIRED'`),
      })
      .from(orders)
      .where(and(eq(orders.cityId, cityId), sql`${orders.endedAt} >= ${since}`)),
  ]);
  return {
    ...(open ?? { active: 0, searching: 0 }),
    ...(ended ?? { finishedToday: 0, cancelledToday: 0, expiredToday: 0 }),
  };
}

/** Of trips that ended since yesterday's beginning: what settles today ended not long before. */
async function commissionSince(db: Database, { cityId, since }: Today): Promise<bigint> {
  const statement = sql`
    SELECT COALESCE(sum(s.commission), 0)::bigint AS sum FROM ledger.settlements s
    JOIN orders o ON o.id = s.order_id
    WHERE o.city_id = ${cityId} AND o.ended_at >= ${since}::timestamptz - interval '1 day' AND s.at >= ${since}`;
  return (await queryOne(db, z.object({ sum: z.bigint() }), statement)).sum;
}
