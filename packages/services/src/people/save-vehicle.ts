import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Transaction } from "@atlas/db/connect";
import { vehicles } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { readEngagement } from "./driver-engagement.ts";
import { lockDriver } from "./lock-driver.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";
import { type DriverProfile, driverProfile } from "./driver-profile.ts";

export interface SaveVehicleInput {
  readonly vehicleType: VehicleType;
  readonly plate: string;
  readonly model: string;
}

/**
 * Makes this the vehicle that the driver drives; a known plate of the same driver is updated.
 * @throws DomainError DRIVER_NOT_FOUND, DRIVER_HAS_ACTIVE_ORDER, INVALID_INPUT (another driver's plate)
 */
export async function saveVehicle(ctx: ServiceContext, actor: Actor, input: SaveVehicleInput): Promise<DriverProfile> {
  await inTransaction(ctx, async (tx) => {
    const driver = await lockDriver(tx, actor.userId);
    if (!driver) throw new DomainError("DRIVER_NOT_FOUND", "Only drivers have vehicles.");
    if ((await readEngagement(tx, driver.id)).current !== null) {
      throw new DomainError("DRIVER_HAS_ACTIVE_ORDER", "Finish the trip before you change the vehicle.");
    }
    await driveOnly(tx, ctx, driver.id, input);
    publishDriver(tx, ctx, { cityId: driver.cityId, driverId: driver.id });
  });
  return await driverProfile(ctx, actor);
}

async function driveOnly(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId" | "clock">,
  driverId: string,
  input: SaveVehicleInput,
): Promise<void> {
  await tx.update(vehicles).set({ isActive: false }).where(eq(vehicles.driverId, driverId));
  const plate = input.plate.trim().toUpperCase().replaceAll(/\s+/g, " ");
  const changes = { vehicleType: input.vehicleType, model: input.model.trim(), isActive: true };
  const saved = await tx
    .insert(vehicles)
    .values({ id: ctx.newId(), driverId, plate, ...changes, createdAt: ctx.clock() })
    .onConflictDoUpdate({ target: vehicles.plate, set: changes, setWhere: eq(vehicles.driverId, driverId) })
    .returning({ id: vehicles.id });
  if (saved.length === 0) throw new DomainError("INVALID_INPUT", "This plate belongs to another driver.");
}
