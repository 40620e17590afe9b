import type { LngLat } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import type { NamedPlace } from "../../cities/named-place.ts";

/** A route on the map; `isEstimate` when no road network is behind it. */
export interface RouteView {
  readonly distanceM: number;
  readonly durationS: number;
  readonly geometry: readonly LngLat[];
  readonly isEstimate: boolean;
}

export interface OwedView {
  readonly amountMinor: string;
  readonly orderId: string | null;
  readonly at: string;
}

/** What a trip costs by one kind of vehicle; amounts are decimal strings of minor units. */
export interface PriceView {
  readonly cityId: string;
  readonly vehicleType: VehicleType;
  readonly pickup: NamedPlace;
  readonly dropoff: NamedPlace;
  readonly distanceM: number;
  readonly durationS: number;
  readonly isEstimate: boolean;
  readonly fareMinor: string;
  readonly currency: string;
  /** Multiplier ≥ 1. */
  readonly surge: number;
  readonly route: RouteView;
  /** How long the nearest free driver needs to the pickup, or null when none is near. */
  readonly pickupEtaS: number | null;
  readonly breakdown: {
    readonly baseMinor: string;
    readonly distanceMinor: string;
    readonly timeMinor: string;
    readonly minimumMinor: string;
  };
}

/** A price that binds until `expiresAt`. */
export interface QuoteView extends PriceView {
  readonly quoteId: string;
  readonly expiresAt: string;
  /** What the rider owes of an earlier trip, and pays on top of this one when it is paid in cash; null when nothing is owed. */
  readonly owed: OwedView | null;
}
