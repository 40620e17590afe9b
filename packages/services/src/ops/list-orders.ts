import type { Actor } from "@atlas/core/actor";
import type { OrderStatus } from "@atlas/core/order-machine";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { findOrders } from "../orders/record/find-order.ts";
import { type OrderPage, toOrderPage } from "../orders/views/list-orders.ts";
import { containsText } from "./contains-text.ts";
import { operatorsOnly } from "../access/operators-only.ts";

export interface ListCityOrdersInput {
  readonly status?: OrderStatus | undefined;
  /** An order's id, or part of a name, plate or place. */
  readonly query?: string | undefined;
  readonly cursor?: string | null | undefined;
  readonly limit?: number | undefined;
  readonly cityId?: string | undefined;
}

const DEFAULT_LIMIT = 50;

/** Every order of the city, newest first. @throws DomainError FORBIDDEN, CITY_NOT_FOUND */
export async function listCityOrders(
  ctx: ServiceContext,
  actor: Actor,
  input: ListCityOrdersInput,
): Promise<OrderPage> {
  operatorsOnly(actor);
  const limit = input.limit ?? DEFAULT_LIMIT;
  const records = await findOrders(
    ctx.db,
    and(
      eq(orders.cityId, input.cityId ?? (await homeCityId(ctx, actor))),
      input.status && eq(orders.status, input.status),
      input.query?.trim() ? matches(input.query.trim()) : undefined,
      input.cursor ? lt(orders.id, input.cursor) : undefined,
    ),
    limit + 1,
  );
  return toOrderPage(records, limit, actor);
}

function matches(query: string): SQL {
  if (z.uuid().safeParse(query).success) return sql`${orders.id} = ${query}::uuid`;
  const pattern = containsText(query);
  return sql`(${orders.pickupLabel} ILIKE ${pattern} OR ${orders.dropoffLabel} ILIKE ${pattern}
    OR EXISTS (SELECT 1 FROM users u WHERE u.id IN (${orders.riderId}, ${orders.driverId}) AND u.name ILIKE ${pattern})
    OR EXISTS (SELECT 1 FROM vehicles v WHERE v.id = ${orders.vehicleId} AND v.plate ILIKE ${pattern}))`;
}
