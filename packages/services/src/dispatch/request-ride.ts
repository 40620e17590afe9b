import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { PlaceInput } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";

/** By `orderId`; or, as the original asks, by coordinates: the rider's open order there is dispatched, else one is made. */
export type RequestRideInput =
  | { readonly orderId: string }
  | {
      readonly riderId: string;
      readonly pickup: PlaceInput;
      readonly dropoff: PlaceInput;
      readonly vehicleType?: VehicleType | undefined;
    };

export interface RideRequestView {
  readonly orderId: string;
  readonly status: "DRIVERS_FOUND" | "DRIVERS_NOT_FOUND";
  /** The nearest driver who could take it; not a promise that this one will. */
  readonly driverId: string | null;
}

/**
 * Starts the search for a driver. Asking again while it runs changes nothing and answers anew.
 * @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION, and as `bookRide` does
 */
export async function requestRide(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: RequestRideInput,
): Promise<RideRequestView> {
  throw new Error("not built yet");
}
