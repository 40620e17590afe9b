import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { isADayPast } from "@atlas/db/is-a-day-past";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { desc, eq, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { shownName } from "@atlas/db/shown-name";
import { type AgreedTerms, agreedTerms } from "./agreed-terms.ts";

export type OrderRow = typeof orders.$inferSelect;

const summaryColumns = {
  id: orders.id,
  cityId: orders.cityId,
  status: orders.status,
  version: orders.version,
  riderId: orders.riderId,
  vehicleType: orders.vehicleType,
  paymentMethod: orders.paymentMethod,
  pickupLat: orders.pickupLat,
  pickupLng: orders.pickupLng,
  pickupLabel: orders.pickupLabel,
  dropoffLat: orders.dropoffLat,
  dropoffLng: orders.dropoffLng,
  dropoffLabel: orders.dropoffLabel,
  fareMinor: orders.fareMinor,
  finalFareMinor: orders.finalFareMinor,
  fareBasis: orders.fareBasis,
  fareKnownM: orders.fareKnownM,
  fareMissing: orders.fareMissing,
  unprovenMinor: orders.unprovenMinor,
  fareConfirmBy: orders.fareConfirmBy,
  fareAnswer: orders.fareAnswer,
  cancelFeeMinor: orders.cancelFeeMinor,
  currency: orders.currency,
  queuedBehind: orders.queuedBehind,
  createdAt: orders.createdAt,
  endedAt: orders.endedAt,
  settledAt: orders.settledAt,
} satisfies Partial<{ [Column in keyof OrderRow]: (typeof orders)[Column] }>;

/** An order with the people that a list names: once it has ended, as they were then. */
export interface OrderSummaryRecord {
  readonly order: Pick<OrderRow, keyof typeof summaryColumns>;
  readonly riderName: string;
  /** What the rider got back of it so far. */
  readonly refundedMinor: bigint;
  readonly driver: { readonly id: string; readonly name: string } | null;
  /** Whether it ended more than a day ago: then its driver keeps neither the rider's name nor the exact ends. */
  readonly isPast: boolean;
}

/** An order with everything that its own page shows. */
export interface OrderRecord extends OrderSummaryRecord {
  readonly order: OrderRow;
  readonly driver: {
    readonly id: string;
    readonly name: string;
    readonly phone: string | null;
    readonly ratingSum: number;
    readonly ratingCount: number;
  } | null;
  /** What its price says of waiting at the pickup; null where nobody can wait yet. */
  readonly terms: AgreedTerms | null;
  readonly vehicle: { readonly plate: string; readonly model: string; readonly vehicleType: VehicleType } | null;
}

const rider = alias(users, "rider");
const driverUser = alias(users, "driver_user");

const riderName = sql<string>`coalesce(${orders.riderName}, ${shownName(rider.name)})`;
const driverName = sql<string | null>`coalesce(${orders.driverName}, ${shownName(driverUser.name)})`;
const refunded = sql<string>`(
  SELECT coalesce(sum(r.amount), 0)::text FROM ledger.refunds r WHERE r.order_id = ${orders.id})`;

/** Orders that fulfil `where`, newest first. */
export async function findOrders(
  db: Queryable,
  where: SQL | undefined,
  limit: number,
): Promise<readonly OrderRecord[]> {
  const rows = await db
    .select({
      order: orders,
      riderName,
      driverName,
      driverPhone: driverUser.phone,
      driver: { id: drivers.id, ratingSum: drivers.ratingSum, ratingCount: drivers.ratingCount },
      city: { waitingFreeS: cities.waitingFreeS, cancelFeeMinor: cities.cancelFeeMinor },
      refunded,
      isPast: isADayPast(orders.endedAt),
      vehicle: { plate: vehicles.plate, model: vehicles.model, vehicleType: vehicles.vehicleType },
    })
    .from(orders)
    .innerJoin(rider, eq(rider.id, orders.riderId))
    .innerJoin(cities, eq(cities.id, orders.cityId))
    .leftJoin(drivers, eq(drivers.id, orders.driverId))
    .leftJoin(driverUser, eq(driverUser.id, orders.driverId))
    .leftJoin(vehicles, eq(vehicles.id, orders.vehicleId))
    .where(where)
    .orderBy(desc(orders.id))
    .limit(limit);
  return rows.map(({ refunded: refundedMinor, city, driverName: name, driverPhone, driver, vehicle, ...row }) => ({
    ...row,
    terms: agreedTerms(row.order, city),
    refundedMinor: BigInt(refundedMinor),
    driver: driver && { ...driver, name: name ?? "", phone: driverPhone },
    vehicle: vehicleOf(row.order) ?? vehicle,
  }));
}

/** The same without the road and the rest that only one order's own page shows; in another order where one is given. */
export async function findOrderSummaries(
  db: Queryable,
  where: SQL | undefined,
  limit: number,
  orderBy: SQL = desc(orders.id),
): Promise<readonly OrderSummaryRecord[]> {
  const rows = await db
    .select({
      order: summaryColumns,
      riderName,
      driver: { id: driverUser.id },
      driverName,
      refunded,
      isPast: isADayPast(orders.endedAt),
    })
    .from(orders)
    .innerJoin(rider, eq(rider.id, orders.riderId))
    .leftJoin(driverUser, eq(driverUser.id, orders.driverId))
    .where(where)
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(({ refunded: refundedMinor, driverName: name, driver, ...row }) => ({
    ...row,
    refundedMinor: BigInt(refundedMinor),
    driver: driver && { ...driver, name: name ?? "" },
  }));
}

/** The car as it was when the order ended; a plate may have another model by now, and be of another type. */
function vehicleOf({ vehiclePlate: plate, vehicleModel: model, vehicleType }: OrderRow): OrderRecord["vehicle"] {
  return plate === null || model === null ? null : { plate, model, vehicleType };
}

/** @throws DomainError ORDER_NOT_FOUND */
export async function findOrder(db: Queryable, orderId: string): Promise<OrderRecord> {
  const [record] = await findOrders(db, eq(orders.id, orderId), 1);
  if (!record) throw orderNotFound();
  return record;
}

/**
 * The order's row, locked until the transaction ends: decisions about an order are made one at a time.
 * @throws DomainError ORDER_NOT_FOUND
 */
export async function lockOrder(tx: Transaction, orderId: string): Promise<OrderRow> {
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId)).for("no key update");
  if (!order) throw orderNotFound();
  return order;
}

/**
 * Only its rider, its driver, admins and services see an order; to all others it looks like none.
 * @throws DomainError ORDER_NOT_FOUND
 */
export function refuseStrangers(actor: Actor, order: Pick<OrderRow, "riderId" | "driverId">): void {
  if (mayActFor(actor, order.riderId) || actor.userId === order.driverId) return;
  throw orderNotFound();
}

/** The same for an order that is not there as for one that is not theirs to see. */
export function orderNotFound(): DomainError {
  return new DomainError("ORDER_NOT_FOUND", "There is no such order.");
}
