import { haversineM, type LatLng } from "@atlas/core/geo";
import { type Geocoder, type Place, PLACE_KINDS } from "@atlas/core/geocoding";
import { isInServiceArea } from "@atlas/core/service-area";
import type { City } from "./find-city.ts";
import { namePlace } from "./name-place.ts";

/** A `point` is one that was given by its coordinates. */
export const FOUND_KINDS = [...PLACE_KINDS, "point"] as const;

/** A place as a search shows it. */
export interface FoundPlace extends Omit<Place, "kind" | "matched"> {
  readonly kind: (typeof FOUND_KINDS)[number];
  /** As the crow flies from where it was looked for; null when that was not said. */
  readonly distanceM: number | null;
  /** Whether rides go there: it is in the service area. */
  readonly isServed: boolean;
  /** The part of the text that the place fits where nothing fits all of it; null otherwise. */
  readonly matched: string | null;
}

export function toFoundPlace(city: City, place: Place, near: LatLng | undefined): FoundPlace {
  const { label, kind, detail, lat, lng, matched = null } = place;
  return { label, kind, detail, lat, lng, matched, ...seenFrom(city, place, near) };
}

/** A point by the name that people know it by; one where no rides go by its coordinates. */
export async function foundPoint(city: City, geocoder: Geocoder, point: LatLng, near?: LatLng): Promise<FoundPlace> {
  const seen = seenFrom(city, point, near);
  const coordinates = `${point.lat.toFixed(5)}, ${point.lng.toFixed(5)}`;
  const { label } = seen.isServed ? await namePlace(geocoder, point) : { label: coordinates };
  const detail = label === coordinates ? null : coordinates;
  return { label, kind: "point", detail, lat: point.lat, lng: point.lng, matched: null, ...seen };
}

function seenFrom(city: City, at: LatLng, near: LatLng | undefined): Pick<FoundPlace, "distanceM" | "isServed"> {
  return {
    distanceM: near === undefined ? null : Math.round(haversineM(near, at)),
    isServed: isInServiceArea(city.serviceArea, at),
  };
}
