import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { ASSIGNED_STATUSES } from "@atlas/core/order-status";
import type { Transaction } from "@atlas/db/connect";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { declinePendingOffers } from "./offers/decline-pending-offers.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";

export interface SetAvailabilityInput {
  /** The caller's own unless a service or admin acts. */
  readonly driverId?: string | undefined;
  readonly isAvailable: boolean;
  readonly autoAccept?: boolean | undefined;
  /** The vehicle to drive from now on. */
  readonly vehicleId?: string | undefined;
}

export interface AvailabilityView {
  readonly driverId: string;
  readonly isAvailable: boolean;
  readonly autoAccept: boolean;
}

/**
 * Takes a driver online or offline. Offline during a trip means: no further trip after this one; an offer in hand is declined.
 * @throws DomainError FORBIDDEN, DRIVER_NOT_FOUND, VEHICLE_REQUIRED, NOT_FOUND (vehicle), DRIVER_HAS_ACTIVE_ORDER (vehicle
 * changed during a trip)
 */
export async function setAvailability(
  ctx: ServiceContext,
  actor: Actor,
  input: SetAvailabilityInput,
): Promise<AvailabilityView> {
  const driverId = input.driverId ?? actor.userId;
  if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "Only the driver can go online or offline.");
  const autoAccept = await inTransaction(ctx, async (tx) => {
    const [driver] = await tx.select().from(drivers).where(eq(drivers.id, driverId)).for("update");
    if (!driver) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
    if (input.vehicleId !== undefined) await driveVehicle(tx, driverId, input.vehicleId);
    if (input.isAvailable) await requireVehicle(tx, driverId);
    const isComingOnline = input.isAvailable && driver.availability !== "available";
    const changes = {
      availability: input.isAvailable ? ("available" as const) : ("offline" as const),
      autoAccept: input.autoAccept ?? driver.autoAccept,
      ...(isComingOnline ? { idleSince: ctx.clock() } : {}),
    };
    await tx.update(drivers).set(changes).where(eq(drivers.id, driverId));
    publishDriver(tx, ctx, { cityId: driver.cityId, driverId });
    return changes.autoAccept;
  });
  if (!input.isAvailable) await declinePendingOffers(ctx, driverId);
  return { driverId, isAvailable: input.isAvailable, autoAccept };
}

async function requireVehicle(tx: Transaction, driverId: string): Promise<void> {
  const active = await tx
    .select({ id: vehicles.id })
    .from(vehicles)
    .where(and(eq(vehicles.driverId, driverId), eq(vehicles.isActive, true)));
  if (active.length === 0) throw new DomainError("VEHICLE_REQUIRED", "Add a vehicle before you go online.");
}

async function driveVehicle(tx: Transaction, driverId: string, vehicleId: string): Promise<void> {
  const own = and(eq(vehicles.driverId, driverId), eq(vehicles.id, vehicleId));
  const [vehicle] = await tx.select().from(vehicles).where(own);
  if (!vehicle) throw new DomainError("NOT_FOUND", "You have no such vehicle.");
  if (vehicle.isActive) return;
  const trip = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.driverId, driverId), inArray(orders.status, [...ASSIGNED_STATUSES])));
  if (trip.length > 0) {
    throw new DomainError("DRIVER_HAS_ACTIVE_ORDER", "Finish the trip before you change the vehicle.");
  }
  await tx.update(vehicles).set({ isActive: false }).where(eq(vehicles.driverId, driverId));
  await tx.update(vehicles).set({ isActive: true }).where(own);
}
