import type { LatLng } from "@atlas/core/geo";

/** A point with the words a person knows it by. */
export interface NamedPlace extends LatLng {
  readonly label: string;
}

/** A point whose name may be left out; the geocoder finds one then. */
export interface PlaceInput extends LatLng {
  readonly label?: string | undefined;
}
