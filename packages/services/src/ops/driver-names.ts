import { idSchema } from "@atlas/core/fields";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { shownName } from "@atlas/db/shown-name";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

/** Drivers of one call: more than a list shows at a time. */
const MAX_DRIVERS = 100;

export interface NamedDriver {
  readonly driverId: string;
  readonly name: string;
  /** Of the car in use. */
  readonly plate: string | null;
}

/** Names and plates of drivers, for a list beside the map; ids that are no driver's are left out. */
export const driverNames = useCase({
  kind: "query",
  permission: "people.read",
  within: { driverIds: "driver" },
  input: z.object({ driverIds: z.array(idSchema).min(1).max(MAX_DRIVERS) }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _actor, { driverIds }): Promise<{ drivers: readonly NamedDriver[] }> {
    const rows = await ctx.db
      .select({ driverId: drivers.id, name: shownName(users.name), plate: vehicles.plate })
      .from(drivers)
      .innerJoin(users, eq(users.id, drivers.id))
      .leftJoin(vehicles, and(eq(vehicles.driverId, drivers.id), eq(vehicles.isActive, true)))
      .where(and(inArray(drivers.id, driverIds), isNull(users.deletedAt)));
    return { drivers: rows };
  },
});
