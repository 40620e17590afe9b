import { cityIdSchema } from "@atlas/core/fields";
import { drivers } from "@atlas/db/schema/drivers";
import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { chosenCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

const MAX_DRIVERS = 5_000;

/** The drivers of a city who are considering an offer now; of more than 5,000 some. */
export const offeredDrivers = useCase({
  kind: "query",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({
    /** The actor's own when left out. */
    cityId: cityIdSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<{ driverIds: readonly string[] }> {
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    const rows = await ctx.db
      .select({ driverId: offers.driverId })
      .from(offers)
      .innerJoin(drivers, eq(drivers.id, offers.driverId))
      .where(and(eq(offers.status, "PENDING"), eq(drivers.cityId, cityId)))
      .limit(MAX_DRIVERS);
    return { driverIds: rows.map(({ driverId }) => driverId) };
  },
});
