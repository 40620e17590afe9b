import { cityIdSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { chosenCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { findCarsNear, type NearbyDriver } from "./find-cars-near.ts";

const DEFAULT_RADIUS_M = 2_000;
const DEFAULT_LIMIT = 20;

/** The available cars around a point, nearest first. */
export const nearbyDrivers = useCase({
  kind: "query",
  permission: "positions.read",
  within: { cityId: "city" },
  input: z.object({
    /** The actor's own when left out. */
    cityId: cityIdSchema.optional(),
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
    radiusM: z.number().positive().max(20_000).optional(),
    vehicleType: vehicleTypeSchema.optional(),
    limit: z.int().min(1).max(100).optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<{ drivers: NearbyDriver[] }> {
    const { lat, lng, vehicleType, radiusM = DEFAULT_RADIUS_M, limit = DEFAULT_LIMIT } = input;
    const seesAll = actor.role === "admin" || actor.role === "service";
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    return { drivers: await findCarsNear(ctx, { cityId, at: { lat, lng }, radiusM, limit, vehicleType, seesAll }) };
  },
});
