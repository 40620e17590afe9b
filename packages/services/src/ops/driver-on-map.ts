import { averageRating } from "@atlas/core/average-rating";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { ASSIGNED_STATUSES, type AssignedStatus, isAssignedStatus } from "@atlas/core/order-status";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Queryable } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { restrictions } from "@atlas/db/schema/restrictions";
import { shownName } from "@atlas/db/shown-name";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { holdsNow } from "../standing/restriction.ts";
import { readPositions } from "../tracker/live-map/read-positions.ts";
import { useCase } from "../use-case.ts";
import { readDriverBalances } from "../wallet/driver-balances.ts";

/** A driver as operators who look at the map need them. Amounts are decimal strings of minor units, times ISO-8601. */
export interface DriverOnMap {
  readonly driverId: string;
  readonly name: string;
  readonly phone: string | null;
  /** Of the five stars; null before the first rating. */
  readonly rating: number | null;
  readonly vehicle: { readonly vehicleType: VehicleType; readonly plate: string; readonly model: string } | null;
  /** What holds now; null where the driver may use Atlas. */
  readonly restriction: RestrictionKind | null;
  readonly creditMinor: string;
  readonly debtMinor: string;
  readonly currency: string;
  /** The trip under way. */
  readonly trip: DriverTrip | null;
  /** When the driver was last heard of; null for one who is not on the map. */
  readonly lastSeenAt: string | null;
  readonly ageMs: number | null;
}

export interface DriverTrip {
  readonly orderId: string;
  readonly status: AssignedStatus;
  readonly pickupLabel: string;
  readonly dropoffLabel: string;
}

/** Who a driver on the map is, what they have, and what they are doing. */
export const driverOnMap = useCase({
  kind: "query",
  permission: "people.read",
  within: { driverId: "driver" },
  input: z.object({ driverId: idSchema }),
  refusals: ["DRIVER_NOT_FOUND"],
  async run(ctx: ServiceContext, _actor, { driverId }): Promise<DriverOnMap> {
    const [row] = await ctx.db
      .select({
        driver: drivers,
        name: shownName(users.name),
        phone: users.phone,
        vehicleType: vehicles.vehicleType,
        plate: vehicles.plate,
        model: vehicles.model,
        restriction: restrictions.kind,
        currency: cities.currency,
      })
      .from(drivers)
      .innerJoin(users, eq(users.id, drivers.id))
      .innerJoin(cities, eq(cities.id, drivers.cityId))
      .leftJoin(vehicles, and(eq(vehicles.driverId, drivers.id), eq(vehicles.isActive, true)))
      .leftJoin(restrictions, and(eq(restrictions.userId, drivers.id), holdsNow()))
      .where(and(eq(drivers.id, driverId), isNull(users.deletedAt)));
    if (!row) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
    const [trip, balances, [position]] = await Promise.all([
      findTrip(ctx.db, driverId),
      readDriverBalances(ctx.db, [driverId]),
      readPositions(ctx, { cityId: row.driver.cityId, driverIds: [driverId] }),
    ]);
    const { name, phone, vehicleType, plate, model, restriction, currency } = row;
    const balance = balances.get(driverId);
    return {
      driverId,
      name,
      phone,
      rating: averageRating(row.driver),
      vehicle: vehicleType === null || plate === null || model === null ? null : { vehicleType, plate, model },
      restriction,
      creditMinor: (balance?.availableMinor ?? 0n).toString(),
      debtMinor: (balance?.debtMinor ?? 0n).toString(),
      currency,
      trip,
      lastSeenAt: position ? new Date(position.seenAtMs).toISOString() : null,
      ageMs: position ? Math.max(0, ctx.clock().getTime() - position.seenAtMs) : null,
    };
  },
});

/** The trip under way, not the one that waits behind it. */
async function findTrip(db: Queryable, driverId: string): Promise<DriverTrip | null> {
  const [order] = await db
    .select({
      orderId: orders.id,
      status: orders.status,
      pickupLabel: orders.pickupLabel,
      dropoffLabel: orders.dropoffLabel,
    })
    .from(orders)
    .where(
      and(eq(orders.driverId, driverId), inArray(orders.status, [...ASSIGNED_STATUSES]), isNull(orders.queuedBehind)),
    );
  if (!order || !isAssignedStatus(order.status)) return null;
  return { ...order, status: order.status };
}
