import type { VehicleType } from "@atlas/core/vehicle";
import { anyOf } from "@atlas/db/any-of";
import type { Queryable } from "@atlas/db/connect";
import { type Availability, drivers, vehicles } from "@atlas/db/schema/drivers";
import { and, eq, sql } from "drizzle-orm";

/** What Postgres knows of a driver that matters to dispatch. */
export interface DriverFacts {
  readonly driverId: string;
  readonly availability: Availability;
  readonly autoAccept: boolean;
  readonly vehicleId: string | null;
  readonly vehicleType: VehicleType | null;
  readonly idleSince: Date | null;
  readonly offersSeen: number;
  readonly offersAccepted: number;
  readonly isOnTrip: boolean;
  /** Whether an order waits behind that trip already. */
  readonly hasNextTrip: boolean;
  readonly hasPendingOffer: boolean;
}

const isOnTrip = sql<boolean>`EXISTS (SELECT 1 FROM orders o
  WHERE o.driver_id = ${drivers.id} AND o.status IN ('MATCHED', 'ARRIVED', 'STARTED') AND o.queued_behind IS NULL)`;

const hasNextTrip = sql<boolean>`EXISTS (SELECT 1 FROM orders o
  WHERE o.driver_id = ${drivers.id} AND o.queued_behind IS NOT NULL)`;

const hasPendingOffer = sql<boolean>`EXISTS (SELECT 1 FROM offers f
  WHERE f.driver_id = ${drivers.id} AND f.status = 'PENDING')`;

/** The truth about drivers whom the map offers, by id; the map is a copy and may be behind. */
export async function checkDrivers(
  db: Queryable,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, DriverFacts>> {
  if (driverIds.length === 0) return new Map();
  const rows = await db
    .select({
      driverId: drivers.id,
      availability: drivers.availability,
      autoAccept: drivers.autoAccept,
      vehicleId: vehicles.id,
      vehicleType: vehicles.vehicleType,
      idleSince: drivers.idleSince,
      offersSeen: drivers.offersSeen,
      offersAccepted: drivers.offersAccepted,
      isOnTrip,
      hasNextTrip,
      hasPendingOffer,
    })
    .from(drivers)
    .leftJoin(vehicles, and(eq(vehicles.driverId, drivers.id), eq(vehicles.isActive, true)))
    .where(anyOf(drivers.id, driverIds));
  return new Map(rows.map((row) => [row.driverId, row]));
}
