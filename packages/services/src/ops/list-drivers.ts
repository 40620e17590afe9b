import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { ServiceContext } from "../context.ts";

export interface ListDriversInput {
  /** Part of a name, e-mail or plate. */
  readonly query?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly cityId?: string | undefined;
}

export interface DriverRow {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline" | "stale";
  readonly vehicleType: VehicleType | null;
  readonly plate: string | null;
  readonly rating: number | null;
  readonly offersSeen: number;
  readonly offersAccepted: number;
  readonly activeOrderId: string | null;
  readonly lastSeenAt: string | null;
  readonly creditMinor: string;
  readonly currency: string;
}

export interface DriverPage {
  readonly items: readonly DriverRow[];
  readonly nextCursor: string | null;
}

/** The city's drivers, newest first. @throws DomainError FORBIDDEN */
export async function listDrivers(_ctx: ServiceContext, _actor: Actor, _input: ListDriversInput): Promise<DriverPage> {
  throw new Error("not built yet");
}
