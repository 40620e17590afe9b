import { cityIdSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { chosenCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { findCarsNear, type NearbyDriver } from "./find-cars-near.ts";

/** As many as tell somebody without an account that there are cars. */
const MAX_CARS = 8;
const RADIUS_M = 2_500;

/**
 * A few available cars around a point, nearest first, as riders see them: without identity and within some 50 m, for every caller. Needs no
 * sign-in.
 */
export const nearbyCars = useCase({
  kind: "query",
  // Every vehicle type is searched for.
  weight: 4,
  permission: "anyone",
  input: z.object({
    /** The actor's own when left out, for strangers the first. */
    cityId: cityIdSchema.optional(),
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
    vehicleType: vehicleTypeSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { lat, lng, vehicleType, ...asked }): Promise<{ cars: NearbyDriver[] }> {
    const cityId = await chosenCityId(ctx, actor, asked.cityId);
    const near = { cityId, at: { lat, lng }, radiusM: RADIUS_M, limit: MAX_CARS, vehicleType };
    return { cars: await findCarsNear(ctx, { ...near, seesAll: false }) };
  },
});
