import type { LatLng } from "@atlas/core/geo";

/** Where the rider is picked up. */
export function pickupOf(journey: { readonly pickupLat: number; readonly pickupLng: number }): LatLng {
  return { lat: journey.pickupLat, lng: journey.pickupLng };
}

/** Where the rider is set down. */
export function dropoffOf(journey: { readonly dropoffLat: number; readonly dropoffLng: number }): LatLng {
  return { lat: journey.dropoffLat, lng: journey.dropoffLng };
}
