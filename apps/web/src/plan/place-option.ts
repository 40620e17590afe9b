import type { Place } from "../views.ts";
import type { PlaceIcon } from "./place-row.tsx";

/** A place that can be chosen from a list. */
export interface PlaceOption {
  readonly key: string;
  readonly icon: PlaceIcon;
  readonly title: string;
  readonly detail: string | null;
  /** Null where nobody knows from where. */
  readonly distanceM: number | null;
  /** Rides go there. */
  readonly isServed: boolean;
  readonly place: Place;
}

export interface PlaceGroup {
  readonly key: string;
  /** Null for results, which need none. */
  readonly title: string | null;
  readonly options: readonly PlaceOption[];
}
