import { DomainError } from "@atlas/core/errors";
import { isValidLatLng, type LatLng } from "@atlas/core/geo";

/** @throws DomainError INVALID_COORDINATES when one of the places is not on Earth. */
export function checkPlaces(...places: readonly LatLng[]): void {
  if (!places.every(isValidLatLng)) throw new DomainError("INVALID_COORDINATES", "The place is not on Earth.");
}
