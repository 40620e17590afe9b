import { latLngSchema } from "@atlas/core/geo";
import type { Place } from "@atlas/core/geocoding";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { homeCityId } from "./get-city.ts";

const DEFAULT_LIMIT = 8;

/** Places of the actor's city by name, for strangers of the first; a text that nothing fits finds nothing. Needs no sign-in. */
export const searchPlaces = useCase({
  kind: "query",
  weight: 4,
  permission: "anyone",
  input: z.object({
    query: z.string().trim().max(200),
    /** Nearer places come first among equals. */
    near: latLngSchema.optional(),
    limit: z.int().min(1).max(20).optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { query, near, limit = DEFAULT_LIMIT }): Promise<readonly Place[]> {
    if (query === "") return [];
    const geocoder = ctx.geocoder(await homeCityId(ctx, actor));
    return await geocoder.search(query, { ...(near && { near }), limit });
  },
});
