import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { ServiceContext } from "../context.ts";

/** A driver as the driver sees it; amounts are decimal strings of minor units. */
export interface DriverProfile {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline";
  readonly autoAccept: boolean;
  readonly rating: number | null;
  readonly vehicles: readonly VehicleView[];
  readonly creditMinor: string;
  readonly currency: string;
}

export interface VehicleView {
  readonly vehicleId: string;
  readonly vehicleType: VehicleType;
  readonly plate: string;
  readonly model: string;
  readonly isActive: boolean;
}

/**
 * The profile of a driver: the actor's own, or any for admins and services.
 * @throws DomainError DRIVER_NOT_FOUND, FORBIDDEN
 */
export async function driverProfile(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: { readonly driverId?: string | undefined },
): Promise<DriverProfile> {
  throw new Error("not built yet");
}
