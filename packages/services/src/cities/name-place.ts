import { DomainError } from "@atlas/core/errors";
import type { Geocoder, Place } from "@atlas/core/geocoding";
import type { NamedPlace, PlaceInput } from "./named-place.ts";

/** The place with the name given, else the geocoder's, else its coordinates. */
export async function namePlace(geocoder: Geocoder, place: PlaceInput): Promise<NamedPlace> {
  const { lat, lng } = place;
  const given = place.label?.trim();
  if (given) return { label: given, lat, lng };
  const found = await geocoder.reverse({ lat, lng }).catch(orNameless);
  return { label: found?.label ?? `${lat.toFixed(5)}, ${lng.toFixed(5)}`, lat, lng };
}

/** A search server that is down costs a label, not the ride. */
function orNameless(error: unknown): Place | null {
  if (error instanceof DomainError && error.code === "DEPENDENCY_UNAVAILABLE") return null;
  throw error;
}
