import { cityIdSchema, pageFields } from "@atlas/core/fields";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { findOrderSummaries } from "../orders/record/find-order.ts";
import { type OrderPage, toOrderPage } from "../orders/views/list-orders.ts";
import { containsText } from "./contains-text.ts";
import { useCase } from "../use-case.ts";

const DEFAULT_LIMIT = 50;

/** Every order of the city, newest first. */
export const listCityOrders = useCase({
  kind: "report",
  permission: "ops.read",
  input: z.object({
    ...pageFields,
    status: z.enum(ORDER_STATUSES).optional(),
    /** An order's id, or part of a name, plate or place. */
    query: z.string().trim().max(100).optional(),
    cityId: cityIdSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<OrderPage> {
    const limit = input.limit ?? DEFAULT_LIMIT;
    const records = await findOrderSummaries(
      ctx.db,
      and(
        eq(orders.cityId, input.cityId ?? (await homeCityId(ctx, actor))),
        input.status && eq(orders.status, input.status),
        input.query ? matches(input.query) : undefined,
        input.cursor ? lt(orders.id, input.cursor) : undefined,
      ),
      limit + 1,
    );
    return toOrderPage(records, limit, actor);
  },
});

function matches(query: string): SQL {
  if (z.uuid().safeParse(query).success) return sql`${orders.id} = ${query}::uuid`;
  const pattern = containsText(query);
  return sql`(${orders.pickupLabel} ILIKE ${pattern} OR ${orders.dropoffLabel} ILIKE ${pattern}
    OR ${orders.riderName} ILIKE ${pattern} OR ${orders.driverName} ILIKE ${pattern} OR ${orders.vehiclePlate} ILIKE ${pattern}
    OR EXISTS (SELECT 1 FROM users u WHERE u.id IN (${orders.riderId}, ${orders.driverId}) AND u.name ILIKE ${pattern})
    OR EXISTS (SELECT 1 FROM vehicles v WHERE v.id = ${orders.vehicleId} AND v.plate ILIKE ${pattern}))`;
}
