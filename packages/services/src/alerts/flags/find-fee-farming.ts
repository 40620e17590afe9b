import { farmsFees } from "@atlas/core/flags/fee-farming";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import type { NewAlert } from "../raise-alert.ts";
import { dayOf } from "./day-of.ts";
import type { EndedOrder } from "./ended-orders.ts";

const DAY_MS = 86_400_000;

/** Drivers who earn by trips that do not take place: one alert a day, of a pair or of a driver. */
export async function findFeeFarming(
  ctx: Pick<ServiceContext, "db">,
  ended: readonly EndedOrder[],
  settings: CitySettings,
): Promise<readonly NewAlert[]> {
  const found: NewAlert[] = [];
  for (const order of ended) {
    if (!order.hasFee) continue;
    const alert = await alertFor(ctx, order, settings);
    if (alert !== null) found.push(alert);
  }
  return found;
}

async function alertFor(
  ctx: Pick<ServiceContext, "db">,
  { orderId, cityId, riderId, driverId, endedAt }: EndedOrder,
  settings: CitySettings,
): Promise<NewAlert | null> {
  const days = settings.feeFarmingDays;
  const counts = await countOrders(ctx, {
    riderId,
    driverId,
    from: new Date(endedAt.getTime() - days * DAY_MS),
    until: endedAt,
  });
  const pair = { fees: counts.pairFees, orders: counts.pairOrders };
  const driver = { fees: counts.fees, orders: counts.orders };
  const by = farmsFees({ pair, driver }, settings);
  if (by === null) return null;
  const share = by === "pair" ? pair : driver;
  const about = by === "pair" ? { cityId, orderId, riderId, driverId } : { cityId, orderId, driverId };
  const whom = by === "pair" ? `${riderId}:${driverId}` : driverId;
  return {
    about,
    finding: { kind: "fee-farming", details: { by, ...share, days } },
    episodeKey: `fee-farming:${by}:${whom}:${dayOf(endedAt)}`,
    passedAt: endedAt,
  };
}

const countsRow = z.object({ orders: z.int(), fees: z.int(), pairOrders: z.int(), pairFees: z.int() });

interface Span {
  readonly riderId: string;
  readonly driverId: string;
  readonly from: Date;
  readonly until: Date;
}

async function countOrders(
  ctx: Pick<ServiceContext, "db">,
  { riderId, driverId, from, until }: Span,
): Promise<z.infer<typeof countsRow>> {
  return await queryOne(
    ctx.db,
    countsRow,
    sql`
      SELECT count(*)::int AS orders, (count(*) FILTER (WHERE has_fee))::int AS fees,
        (count(*) FILTER (WHERE is_riders))::int AS "pairOrders",
        (count(*) FILTER (WHERE is_riders AND has_fee))::int AS "pairFees"
      FROM (
        SELECT coalesce(cancel_fee_minor, 0) > 0 AS has_fee, rider_id = ${riderId}::uuid AS is_riders
        FROM orders
        WHERE driver_id = ${driverId}::uuid AND (status = 'FINISHED' OR cancel_fee_minor > 0)
          AND ended_at > ${from.toISOString()}::timestamptz AND ended_at <= ${until.toISOString()}::timestamptz) AS o`,
  );
}
