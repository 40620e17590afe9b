import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { orders } from "@atlas/db/schema/orders";
import { and, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { COST, orderConditions, type OrderFilter, orderFilterFields } from "./list-orders.ts";

/** So many are counted, and of more is said that there are more. */
const MAX_COUNTED = 10_000;

export interface OrderTotals {
  /** At most ten thousand. */
  readonly count: number;
  readonly hasMore: boolean;
  /** What they cost together, final fares where there are; null where not all of them were counted. */
  readonly fareMinor: string | null;
  readonly currency: string;
}

/** How many orders of the city fulfil the filter, and what they cost together. */
export const countCityOrders = useCase({
  kind: "report",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object(orderFilterFields),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, filter): Promise<OrderTotals> {
    const cityId = filter.cityId ?? (await homeCityId(ctx, actor));
    return await countOrders(ctx.db, { ...filter, cityId }, MAX_COUNTED);
  },
});

const row = z.object({ count: z.int(), fare: z.string(), currency: z.string() });

/**
 * The same, counting at most `limit`.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function countOrders(
  db: Queryable,
  filter: OrderFilter & { readonly cityId: string },
  limit: number,
): Promise<OrderTotals> {
  const isWanted = filter.statuses && inArray(orders.status, [...filter.statuses]);
  const where = and(orderConditions(filter, filter.cityId), isWanted);
  const [totals] = await query(
    db,
    row,
    sql`
      SELECT counted.count::integer, counted.fare::text, c.currency
      FROM cities c CROSS JOIN (
        SELECT count(*), coalesce(sum(found.cost), 0) AS fare
        FROM (SELECT ${COST} AS cost FROM ${orders} WHERE ${where} LIMIT ${limit + 1}) found) counted
      WHERE c.id = ${filter.cityId}`,
  );
  if (totals === undefined) throw new DomainError("CITY_NOT_FOUND", "Atlas does not serve this city.");
  const hasMore = totals.count > limit;
  return {
    count: Math.min(totals.count, limit),
    hasMore,
    fareMinor: hasMore ? null : totals.fare,
    currency: totals.currency,
  };
}
