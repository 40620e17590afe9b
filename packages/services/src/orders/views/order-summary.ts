import type { Actor } from "@atlas/core/actor";
import { coarsePlace } from "@atlas/core/coarse-place";
import type { LatLng } from "@atlas/core/geo";
import type { OrderStatus } from "@atlas/core/order-machine";
import type { VehicleType } from "@atlas/core/vehicle";
import type { PaymentMethod } from "@atlas/db/schema/orders";
import type { NamedPlace } from "../../cities/named-place.ts";
import type { OrderSummaryRecord } from "../record/find-order.ts";
import { dropoffOf, pickupOf } from "../record/journey-ends.ts";
import { type FareReasonView, toFareReason } from "./fare-reason.ts";

/** An order as a line of a list. Times are ISO-8601, amounts decimal strings of minor units. */
export interface OrderSummary {
  readonly orderId: string;
  readonly cityId: string;
  readonly status: OrderStatus;
  readonly riderId: string;
  readonly riderName: string;
  readonly driver: DriverName | null;
  readonly vehicleType: VehicleType;
  readonly paymentMethod: PaymentMethod;
  readonly pickup: NamedPlace;
  readonly dropoff: NamedPlace;
  readonly fareMinor: string;
  readonly finalFareMinor: string | null;
  /** Why the final fare is what it is; null before the end. */
  readonly fareReason: FareReasonView | null;
  readonly cancelFeeMinor: string | null;
  /** What the rider got back of it; "0" when nothing. */
  readonly refundedMinor: string;
  readonly currency: string;
  /** Matched, and the driver first ends a trip nearby. */
  readonly isQueued: boolean;
  readonly settlement: "none" | "pending" | "settled";
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly version: number;
}

export interface DriverName {
  readonly driverId: string;
  readonly name: string;
}

/** How finely a driver still knows the ends of a trip a day later, metres. */
const PAST_CELL_M = 1_000;

/** The order as `viewer` may see it; whether it may be seen at all is the caller's check. */
export function toOrderSummary(record: OrderSummaryRecord, viewer: Actor): OrderSummary {
  const { order, driver } = record;
  const isPast = isPastForDriver(record, viewer);
  const pickup = { label: order.pickupLabel, ...pickupOf(order) };
  const dropoff = { label: order.dropoffLabel, ...dropoffOf(order) };
  return {
    orderId: order.id,
    cityId: order.cityId,
    status: order.status,
    riderId: order.riderId,
    riderName: isPast ? "—" : record.riderName,
    driver: driver && { driverId: driver.id, name: driver.name },
    vehicleType: order.vehicleType,
    paymentMethod: order.paymentMethod,
    pickup: isPast ? roughPlace(pickup) : pickup,
    dropoff: isPast ? roughPlace(dropoff) : dropoff,
    fareMinor: order.fareMinor.toString(),
    finalFareMinor: order.finalFareMinor?.toString() ?? null,
    fareReason: toFareReason(order),
    cancelFeeMinor: order.cancelFeeMinor?.toString() ?? null,
    refundedMinor: record.refundedMinor.toString(),
    currency: order.currency,
    isQueued: order.queuedBehind !== null,
    settlement: settlementOf(order),
    createdAt: order.createdAt.toISOString(),
    endedAt: order.endedAt?.toISOString() ?? null,
    version: order.version,
  };
}

/** A day later the driver keeps what a trip paid and roughly where it was, and nothing that leads to the rider's door. */
export function isPastForDriver({ isPast }: Pick<OrderSummaryRecord, "isPast">, viewer: Actor): boolean {
  return isPast && viewer.role === "driver";
}

function roughPlace(place: LatLng): NamedPlace {
  const rough = coarsePlace(place, PAST_CELL_M);
  return { ...rough, label: `≈ ${rough.lat.toFixed(2)}, ${rough.lng.toFixed(2)}` };
}

function settlementOf(order: OrderSummaryRecord["order"]): OrderSummary["settlement"] {
  if (order.settledAt) return "settled";
  return order.status === "FINISHED" || (order.cancelFeeMinor ?? 0n) > 0n ? "pending" : "none";
}
