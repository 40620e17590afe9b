import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { ServiceContext } from "../context.ts";
import type { DriverProfile } from "./driver-profile.ts";

export interface SaveVehicleInput {
  readonly vehicleType: VehicleType;
  readonly plate: string;
  readonly model: string;
}

/**
 * Makes this the vehicle that the driver drives; a known plate of the same driver is updated.
 * @throws DomainError FORBIDDEN, DRIVER_NOT_FOUND, DRIVER_HAS_ACTIVE_ORDER, INVALID_INPUT (another driver's plate)
 */
export async function saveVehicle(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: SaveVehicleInput,
): Promise<DriverProfile> {
  throw new Error("not built yet");
}
