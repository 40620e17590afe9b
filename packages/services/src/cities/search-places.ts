import type { Actor } from "@atlas/core/actor";
import type { LatLng } from "@atlas/core/geo";
import type { Place } from "@atlas/core/geocoding";
import type { ServiceContext } from "../context.ts";
import { homeCityId } from "./get-city.ts";

export interface SearchPlacesInput {
  readonly query: string;
  /** Nearer places come first among equals. */
  readonly near?: LatLng | undefined;
  readonly limit?: number | undefined;
}

/** Places of the actor's city by name; a text that nothing fits finds nothing. */
export async function searchPlaces(
  ctx: ServiceContext,
  actor: Actor,
  { query, near, limit }: SearchPlacesInput,
): Promise<readonly Place[]> {
  if (query === "") return [];
  const geocoder = ctx.geocoder(await homeCityId(ctx, actor));
  return await geocoder.search(query, { ...(near && { near }), ...(limit !== undefined && { limit }) });
}
