import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { ASSIGNED_STATUSES } from "@atlas/core/order-status";
import type { Transaction } from "@atlas/db/connect";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { recordOperatorAct } from "../access/record-act.ts";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { declinePendingOffers } from "./offers/decline-pending-offers.ts";
import { holdSession } from "../sessions/hold-session.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import { claimSending } from "../tracker/live-map/sending-phone.ts";
import { readDriverProfile } from "../people/driver-profile.ts";
import type { PingIntake } from "../tracker/ping-intake.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";

/** The process that takes the driver's pings knows whether the driver is online; it is notified of changes. */
export interface AvailabilityContext extends ServiceContext {
  readonly pingIntake: Pick<PingIntake, "forget">;
}

/** Takes a driver online or offline. Offline during a trip means: no further trip after this one; an offer in hand is declined. */
export const setAvailability = useCase({
  kind: "command",
  permission: "drivers.work",
  within: { driverId: "driver" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    /** The caller's own unless a service or admin acts. */
    driverId: idSchema.optional(),
    isAvailable: z.boolean(),
    autoAccept: z.boolean().optional(),
    /** The vehicle to drive from now on. */
    vehicleId: idSchema.optional(),
  }),
  // NOT_FOUND: the vehicle. DRIVER_HAS_ACTIVE_ORDER: it is changed during a trip.
  // UNAUTHENTICATED: the session has ended since it was read.
  refusals: [
    "UNAUTHENTICATED",
    "DRIVER_NOT_FOUND",
    "VEHICLE_REQUIRED",
    "NOT_FOUND",
    "DRIVER_HAS_ACTIVE_ORDER",
    "ACCOUNT_BLOCKED",
    "ACCOUNT_SUSPENDED",
  ],
  async run(ctx: AvailabilityContext, actor, input) {
    const driverId = input.driverId ?? actor.userId;
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "Only the driver can go online or offline.");
    await inTransaction(ctx, async (tx) => {
      const [driver] = await tx.select().from(drivers).where(eq(drivers.id, driverId)).for("update");
      if (!driver) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
      if (input.vehicleId !== undefined) await driveVehicle(tx, driverId, input.vehicleId);
      const { cityId } = driver;
      const isComingOnline = input.isAvailable && driver.availability !== "available";
      if (input.isAvailable) {
        await refuseRestricted(tx, driverId);
        await requireVehicle(tx, driverId);
        await holdSession(tx, actor);
        const { sessionId } = actor;
        if (sessionId !== undefined && actor.userId === driverId) {
          const claim = { driverId, cityId, isExplicit: isComingOnline };
          tx.afterCommit(async () => {
            await claimSending(ctx, sessionId, claim);
          });
        }
      }
      const changes = {
        availability: input.isAvailable ? ("available" as const) : ("offline" as const),
        autoAccept: input.autoAccept ?? driver.autoAccept,
        ...(isComingOnline ? { idleSince: ctx.clock() } : {}),
      };
      await tx.update(drivers).set(changes).where(eq(drivers.id, driverId));
      publishDriver(tx, ctx, { cityId, driverId });
      const { availability, autoAccept } = changes;
      await recordOperatorAct(tx, actor, {
        action: "set-availability",
        subjectId: driverId,
        reason: null,
        before: { availability: driver.availability, autoAccept: driver.autoAccept },
        after: { availability, autoAccept },
        details: { vehicleId: input.vehicleId },
      });
      tx.afterCommit(async () => ctx.pingIntake.forget(driverId));
    });
    if (!input.isAvailable) await declinePendingOffers(ctx, driverId);
    return await readDriverProfile(ctx, driverId);
  },
});

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
