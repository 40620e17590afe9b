import { latLngSchema } from "@atlas/core/geo";
import { readPoint } from "@atlas/core/places/read-point";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { findCity } from "./find-city.ts";
import { type FoundPlace, foundPoint, toFoundPlace } from "./found-place.ts";
import { homeCityId } from "./get-city.ts";

const DEFAULT_LIMIT = 8;
/** Links are long, names are not. */
const MAX_QUERY = 2_000;
const MAX_NAME = 200;

/**
 * Places of the actor's city by name, by coordinates, by a plus code or by a link of a map, for strangers of the first city. What is outside
 * the service area is marked; a text that nothing fits finds what fits its beginning, and says so. Links are read and not followed.
 * Needs no sign-in.
 */
export const searchPlaces = useCase({
  kind: "query",
  weight: 4,
  permission: "anyone",
  input: z.object({
    query: z.string().trim().max(MAX_QUERY),
    /** Nearer places come first among equals. */
    near: latLngSchema.optional(),
    limit: z.int().min(1).max(20).optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { query, near, limit = DEFAULT_LIMIT }): Promise<readonly FoundPlace[]> {
    if (query === "") return [];
    const city = await findCity(ctx.db, await homeCityId(ctx, actor));
    const geocoder = ctx.geocoder(city.id);
    const typed = readPoint(query, { lat: city.centerLat, lng: city.centerLng });
    if (typed?.kind === "link") return [];
    if (typed?.kind === "point") return [await foundPoint(city, geocoder, typed.point, near)];
    const name = (typed?.name ?? query).slice(0, MAX_NAME);
    const places = await geocoder.search(name, { ...(near && { near }), limit });
    return places.map((place) => toFoundPlace(city, place, near));
  },
});
