import { placeSchema } from "@atlas/core/fields";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { homeCityId } from "./get-city.ts";
import { namePlace } from "./name-place.ts";
import type { NamedPlace } from "./named-place.ts";

/** A point with the name that people know it by; far from everything named, its coordinates. Needs no sign-in. */
export const reversePlace = useCase({
  kind: "query",
  weight: 2,
  permission: "anyone",
  input: placeSchema.pick({ lat: true, lng: true }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, point): Promise<NamedPlace & { readonly detail: string | null }> {
    const geocoder = ctx.geocoder(await homeCityId(ctx, actor));
    const found = await geocoder.reverse(point);
    return { ...(await namePlace(geocoder, { ...point, label: found?.label })), detail: found?.detail ?? null };
  },
});
