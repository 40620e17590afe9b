import { DomainError } from "@atlas/core/errors";
import { vehicleTypeSchema } from "@atlas/core/fields";
import { isSeen } from "@atlas/core/free-text";
import type { Transaction } from "@atlas/db/connect";
import { vehicles } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { readEngagement } from "./driver-engagement.ts";
import { lockDriver } from "./lock-driver.ts";
import { refuseDeleted } from "../standing/restriction.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";
import { readDriverProfile } from "./driver-profile.ts";

const input = z.object({
  vehicleType: vehicleTypeSchema,
  plate: z.string().trim().min(2).max(20).refine(isSeen, "A plate can be seen."),
  model: z.string().trim().min(1).max(60).refine(isSeen, "A model can be seen."),
});
type Vehicle = z.output<typeof input>;

/** Makes this the vehicle that the driver drives; a known plate of the same driver is updated. */
export const saveVehicle = useCase({
  kind: "command",
  permission: "drivers.work",
  within: {},
  idempotency: "repeatable",
  isAudited: false,
  input,
  refusals: ["DRIVER_NOT_FOUND", "DRIVER_HAS_ACTIVE_ORDER", "ACCOUNT_BLOCKED"],
  async run(ctx: ServiceContext, actor, vehicle) {
    await inTransaction(ctx, async (tx) => {
      const driver = await lockDriver(tx, actor.userId);
      if (!driver) throw new DomainError("DRIVER_NOT_FOUND", "Only drivers have vehicles.");
      await refuseDeleted(tx, driver.id);
      if ((await readEngagement(tx, driver.id)).current !== null) {
        throw new DomainError("DRIVER_HAS_ACTIVE_ORDER", "Finish the trip before you change the vehicle.");
      }
      await driveOnly(tx, ctx, driver.id, vehicle);
      publishDriver(tx, ctx, { cityId: driver.cityId, driverId: driver.id });
    });
    return await readDriverProfile(ctx, actor.userId);
  },
});

async function driveOnly(
  tx: Transaction,
  ctx: Pick<ServiceContext, "newId" | "clock">,
  driverId: string,
  vehicle: Vehicle,
): Promise<void> {
  await tx.update(vehicles).set({ isActive: false }).where(eq(vehicles.driverId, driverId));
  const plate = vehicle.plate.trim().toUpperCase().replaceAll(/\s+/g, " ");
  const changes = { vehicleType: vehicle.vehicleType, model: vehicle.model.trim(), isActive: true };
  const saved = await tx
    .insert(vehicles)
    .values({ id: ctx.newId(), driverId, plate, ...changes, createdAt: ctx.clock() })
    .onConflictDoUpdate({ target: vehicles.plate, set: changes, setWhere: eq(vehicles.driverId, driverId) })
    .returning({ id: vehicles.id });
  if (saved.length === 0) throw new DomainError("INVALID_INPUT", "This plate belongs to another driver.");
}
