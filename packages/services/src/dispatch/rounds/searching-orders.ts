import { boundsAround } from "@atlas/core/bounding-box";
import { anyOf } from "@atlas/db/any-of";
import type { Queryable } from "@atlas/db/connect";
import { offers, orders } from "@atlas/db/schema/orders";
import { and, asc, between, eq, exists, gt, inArray, isNotNull, ne, not, type SQL } from "drizzle-orm";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { pickupOf } from "../../orders/record/journey-ends.ts";

/** Drivers who are not to be asked again: they declined, let the time run out, or left the order. By order. */
export async function excludedDrivers(
  db: Queryable,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .select({ orderId: offers.orderId, driverId: offers.driverId })
    .from(offers)
    .where(and(anyOf(offers.orderId, orderIds), inArray(offers.status, ["DECLINED", "TIMED_OUT", "ACCEPTED"])));
  const excluded = new Map<string, string[]>();
  for (const { orderId, driverId } of rows) excluded.set(orderId, [...(excluded.get(orderId) ?? []), driverId]);
  return excluded;
}

/** More orders than this are not weighed together; the rest comes in the next round. */
const MAX_BATCH = 200;

export interface Neighbourhood {
  readonly order: OrderRow;
  readonly radiusM: number;
  readonly now: Date;
}

/** How many other orders around want the same cars and could not be held out to anybody: the sign that cars are scarce. */
export async function countUnserved(db: Queryable, around: Neighbourhood): Promise<number> {
  return await db.$count(orders, and(searchingAround(around), isNotNull(orders.unservedSince)));
}

/** All other orders around that want the same cars and are held out to nobody, longest waiting first. */
export async function unofferedAround(db: Queryable, around: Neighbourhood): Promise<readonly OrderRow[]> {
  const pending = db
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.orderId, orders.id), eq(offers.status, "PENDING")));
  return await db
    .select()
    .from(orders)
    .where(and(searchingAround(around), not(exists(pending))))
    .orderBy(asc(orders.requestedAt))
    .limit(MAX_BATCH);
}

function searchingAround({ order, radiusM, now }: Neighbourhood): SQL | undefined {
  const [west, south, east, north] = boundsAround(pickupOf(order), radiusM);
  return and(
    eq(orders.cityId, order.cityId),
    eq(orders.vehicleType, order.vehicleType),
    eq(orders.status, "CREATED"),
    isNotNull(orders.requestedAt),
    gt(orders.expiresAt, now),
    ne(orders.id, order.id),
    between(orders.pickupLat, south, north),
    between(orders.pickupLng, west, east),
  );
}
