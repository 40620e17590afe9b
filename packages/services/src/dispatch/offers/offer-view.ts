import type { VehicleType } from "@atlas/core/vehicle";
import type { OfferStatus, PaymentMethod } from "@atlas/db/schema/orders";
import type { NamedPlace } from "../../cities/named-place.ts";

/** An order held out to one driver until `expiresAt`; amounts are decimal strings of minor units. */
export interface OfferView {
  readonly offerId: string;
  readonly orderId: string;
  readonly status: OfferStatus;
  readonly expiresAt: string;
  readonly offeredAt: string;
  readonly pickup: NamedPlace;
  readonly dropoff: NamedPlace;
  /** From the driver, or from where the running trip ends. */
  readonly pickupDistanceM: number;
  /** From now, the rest of a running trip included. */
  readonly pickupEtaS: number;
  /** Whether the driver is on a trip, after which this one comes. */
  readonly isNextTrip: boolean;
  readonly distanceM: number;
  readonly durationS: number;
  readonly fareMinor: string;
  /** The fare less commission and tax. */
  readonly driverEarningsMinor: string;
  readonly currency: string;
  readonly paymentMethod: PaymentMethod;
  readonly vehicleType: VehicleType;
  /** What the rider wrote for the driver. */
  readonly note: string | null;
  readonly riderName: string;
  readonly riderRating: number | null;
}
