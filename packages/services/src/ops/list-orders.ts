import { amountSchema, cityIdSchema, daySchema, idSchema, pageFields } from "@atlas/core/fields";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { readSearchTerms } from "@atlas/core/search-terms";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { orders, PAYMENT_METHODS } from "@atlas/db/schema/orders";
import { and, eq, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import { startOfDay } from "../clock/start-of-day.ts";
import type { ServiceContext } from "../context.ts";
import { findOrderSummaries } from "../orders/record/find-order.ts";
import { type OrderPage, toOrderPage } from "../orders/views/list-orders.ts";
import { isOrderFound } from "../search/find-ids.ts";
import { useCase } from "../use-case.ts";

const DEFAULT_LIMIT = 50;

/** Which orders of a city. Days are of the city's calendar, the last one included. */
export const orderFilterFields = {
  /** Exactly these, as far as they fulfil the rest. */
  orderIds: z.array(idSchema).min(1).max(100).optional(),
  statuses: z.array(z.enum(ORDER_STATUSES)).min(1).max(ORDER_STATUSES.length).optional(),
  vehicleType: z.enum(VEHICLE_TYPES).optional(),
  paymentMethod: z.enum(PAYMENT_METHODS).optional(),
  riderId: idSchema.optional(),
  driverId: idSchema.optional(),
  fromDay: daySchema.optional(),
  toDay: daySchema.optional(),
  /** Of what the trip costs: the final fare once there is one. */
  minFareMinor: amountSchema.optional(),
  maxFareMinor: amountSchema.optional(),
  /** Digits of an id, a name, telephone number, plate or place; of many that match, the newest 200. */
  query: z.string().trim().max(100).optional(),
  cityId: cityIdSchema.optional(),
};

/** By the instant of the booking. */
export const ORDER_SORTS = ["newest", "oldest"] as const;
type OrderSort = (typeof ORDER_SORTS)[number];

const filterSchema = z.object(orderFilterFields);
export type OrderFilter = z.output<typeof filterSchema>;

/** The city's orders that fulfil the filter, newest first unless said otherwise. */
export const listCityOrders = useCase({
  kind: "report",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({
    ...pageFields,
    ...orderFilterFields,
    sort: z.enum(ORDER_SORTS).optional(),
    /** One of the statuses: pages of before send it. */
    status: z.enum(ORDER_STATUSES).optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { cursor, sort = "newest", status, ...filter }): Promise<OrderPage> {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const cityId = filter.cityId ?? (await homeCityId(ctx, actor));
    const statuses = filter.statuses ?? (status && [status]);
    const conditions = and(orderConditions(filter, cityId), cursor ? isAfter(cursor, sort) : undefined);
    const page = { order: ORDER_BY[sort], limit: limit + 1 };
    const records = await findOrderSummaries(ctx.db, inStatuses(statuses, conditions, page), page.limit, page.order);
    return toOrderPage(records, limit, actor);
  },
});

/** What a trip costs as far as is known. */
export const COST = sql`coalesce(${orders.finalFareMinor}, ${orders.fareMinor})`;

const ORDER_BY: Readonly<Record<OrderSort, SQL>> = {
  newest: sql`${orders.createdAt} DESC, ${orders.id} DESC`,
  oldest: sql`${orders.createdAt}, ${orders.id}`,
};

function isAfter(cursor: string, sort: OrderSort): SQL {
  const place = sql`(${orders.createdAt}, ${orders.id})`;
  const last = sql`(SELECT o.created_at, o.id FROM orders o WHERE o.id = ${cursor}::uuid)`;
  return sort === "newest" ? sql`${place} < ${last}` : sql`${place} > ${last}`;
}

/** What a row of `orders` has to fulfil, but for the status. `cityId` is the city's, chosen or the caller's own. */
export function orderConditions(filter: OrderFilter, cityId: string): SQL | undefined {
  const { vehicleType, paymentMethod, riderId, driverId, fromDay, toDay, minFareMinor, maxFareMinor, query } = filter;
  return and(
    eq(orders.cityId, cityId),
    filter.orderIds && inArray(orders.id, [...filter.orderIds]),
    vehicleType && eq(orders.vehicleType, vehicleType),
    paymentMethod && eq(orders.paymentMethod, paymentMethod),
    riderId === undefined ? undefined : eq(orders.riderId, riderId),
    driverId === undefined ? undefined : eq(orders.driverId, driverId),
    fromDay === undefined ? undefined : gte(orders.createdAt, startOfDay(cityId, fromDay)),
    toDay === undefined ? undefined : lt(orders.createdAt, startOfDay(cityId, toDay, 1)),
    minFareMinor === undefined ? undefined : gte(COST, minFareMinor),
    maxFareMinor === undefined ? undefined : lte(COST, maxFareMinor),
    query ? isOrderFound(readSearchTerms(query), cityId) : undefined,
  );
}

/**
 * The first `limit` orders that fulfil `conditions` in one of the statuses, as a condition. Each status is read by its own part of the
 * index, in the order of the list: all of them together would have to be read whole and sorted.
 */
function inStatuses(
  statuses: OrderFilter["statuses"],
  conditions: SQL | undefined,
  { order, limit }: { readonly order: SQL; readonly limit: number },
): SQL | undefined {
  if (statuses === undefined) return conditions;
  return sql`${orders.id} IN (
    SELECT first.id FROM unnest(${sql.param([...new Set(statuses)])}::order_status[]) AS wanted (status)
    CROSS JOIN LATERAL (
      SELECT ${orders.id} FROM ${orders} WHERE ${conditions} AND ${orders.status} = wanted.status
      ORDER BY ${order} LIMIT ${limit}) first)`;
}
