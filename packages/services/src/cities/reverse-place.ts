import type { Actor } from "@atlas/core/actor";
import type { LatLng } from "@atlas/core/geo";
import type { ServiceContext } from "../context.ts";
import { homeCityId } from "./get-city.ts";
import { namePlace } from "./name-place.ts";
import type { NamedPlace } from "./named-place.ts";

/** A point with the name that people know it by; far from everything named, its coordinates. */
export async function reversePlace(
  ctx: ServiceContext,
  actor: Actor,
  point: LatLng,
): Promise<NamedPlace & { readonly detail: string | null }> {
  const geocoder = ctx.geocoder(await homeCityId(ctx, actor));
  const found = await geocoder.reverse(point);
  return { ...(await namePlace(geocoder, { ...point, label: found?.label })), detail: found?.detail ?? null };
}
