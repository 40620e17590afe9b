import type { Geocoder } from "@atlas/core/geocoding";
import type { NamedPlace, PlaceInput } from "./named-place.ts";

/** The place with the name given, else the geocoder's, else its coordinates. */
export async function namePlace(geocoder: Geocoder, place: PlaceInput): Promise<NamedPlace> {
  const { lat, lng } = place;
  const given = place.label?.trim();
  if (given) return { label: given, lat, lng };
  const found = await geocoder.reverse({ lat, lng });
  return { label: found?.label ?? `${lat.toFixed(5)}, ${lng.toFixed(5)}`, lat, lng };
}
