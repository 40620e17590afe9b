import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { PlaceInput } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";
import type { QuoteView } from "./quote-view.ts";

export interface QuoteRideInput {
  readonly pickup: PlaceInput;
  readonly dropoff: PlaceInput;
  /** Every vehicle type of the city when left out. */
  readonly vehicleType?: VehicleType | undefined;
  /** For whom, when an admin or a service asks; the actor when left out. */
  readonly riderId?: string | undefined;
}

/**
 * Prices a trip by road and binds the price for five minutes; one quote per vehicle type.
 * @throws DomainError INVALID_COORDINATES, OUTSIDE_SERVICE_AREA, TRIP_TOO_SHORT, TRIP_TOO_LONG, ROUTE_NOT_FOUND,
 *   RIDER_NOT_FOUND, FORBIDDEN
 */
export async function quoteRide(_ctx: ServiceContext, _actor: Actor, _input: QuoteRideInput): Promise<QuoteView[]> {
  throw new Error("not built yet");
}
