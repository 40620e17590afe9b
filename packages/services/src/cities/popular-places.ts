import { latLngSchema } from "@atlas/core/geo";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { findCity } from "./find-city.ts";
import { type FoundPlace, toFoundPlace } from "./found-place.ts";
import { homeCityId } from "./get-city.ts";

const DEFAULT_LIMIT = 6;

/**
 * The best-known places of the actor's city that rides go to, for strangers of the first city: stations, malls, sights by how well the map
 * knows them. Nothing of where people ride is in it. Needs no sign-in.
 */
export const popularPlaces = useCase({
  kind: "query",
  weight: 2,
  permission: "anyone",
  input: z.object({
    /** From where distances are. */
    near: latLngSchema.optional(),
    limit: z.int().min(1).max(20).optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { near, limit = DEFAULT_LIMIT }): Promise<readonly FoundPlace[]> {
    const city = await findCity(ctx.db, await homeCityId(ctx, actor));
    const known = await ctx.geocoder(city.id).popular();
    return known
      .map((place) => toFoundPlace(city, place, near))
      .filter(({ isServed }) => isServed)
      .slice(0, limit);
  },
});
