import { mayActFor } from "@atlas/core/actor";
import { averageRating } from "@atlas/core/average-rating";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import type { VehicleType } from "@atlas/core/vehicle";
import { cities } from "@atlas/db/schema/cities";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { asc, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { checkDrivers } from "./check-drivers.ts";
import { readDriverBalances } from "../wallet/driver-balances.ts";

/** A driver as the driver sees it; amounts are decimal strings of minor units. */
export interface DriverProfile {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline";
  /** Whether further trips are wanted; during a trip the status does not say so. */
  readonly isAvailable: boolean;
  readonly autoAccept: boolean;
  readonly rating: number | null;
  readonly vehicles: readonly VehicleView[];
  readonly creditMinor: string;
  /** What the driver owes; whatever comes into the wallet pays it first. */
  readonly debtMinor: string;
  readonly currency: string;
}

export interface VehicleView {
  readonly vehicleId: string;
  readonly vehicleType: VehicleType;
  readonly plate: string;
  readonly model: string;
  readonly isActive: boolean;
}

/** The profile of a driver: the actor's own, or any for admins and services. */
export const driverProfile = useCase({
  kind: "query",
  permission: "drivers.read",
  within: { driverId: "driver" },
  input: z.object({ driverId: idSchema.optional() }),
  refusals: ["DRIVER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input) {
    const driverId = input.driverId ?? actor.userId;
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "This is another driver's profile.");
    return await readDriverProfile(ctx, driverId);
  },
});

/** The same of any driver, for use cases that have seen whose it is. @throws DomainError DRIVER_NOT_FOUND */
export async function readDriverProfile(ctx: Pick<ServiceContext, "db">, driverId: string): Promise<DriverProfile> {
  const [row] = await ctx.db
    .select({ driver: drivers, name: shownName(users.name), email: users.email, currency: cities.currency })
    .from(drivers)
    .innerJoin(users, eq(users.id, drivers.id))
    .innerJoin(cities, eq(cities.id, drivers.cityId))
    .where(eq(drivers.id, driverId));
  if (!row) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
  const [owned, facts, balances] = await Promise.all([
    ctx.db
      .select()
      .from(vehicles)
      .where(eq(vehicles.driverId, driverId))
      .orderBy(desc(vehicles.isActive), asc(vehicles.createdAt)),
    checkDrivers(ctx.db, [driverId]),
    readDriverBalances(ctx.db, [driverId]),
  ]);
  const isOnTrip = facts.get(driverId)?.isOnTrip ?? false;
  return {
    driverId,
    name: row.name,
    email: row.email,
    status: isOnTrip ? "busy" : row.driver.availability === "available" ? "available" : "offline",
    isAvailable: row.driver.availability === "available",
    autoAccept: row.driver.autoAccept,
    rating: averageRating(row.driver),
    vehicles: owned.map(({ id, vehicleType, plate, model, isActive }) => ({
      vehicleId: id,
      vehicleType,
      plate,
      model,
      isActive,
    })),
    creditMinor: (balances.get(driverId)?.availableMinor ?? 0n).toString(),
    debtMinor: (balances.get(driverId)?.debtMinor ?? 0n).toString(),
    currency: row.currency,
  };
}
