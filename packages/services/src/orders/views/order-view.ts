import { averageRating } from "@atlas/core/average-rating";
import type { LatLng, LngLat } from "@atlas/core/geo";
import { toLngLat } from "@atlas/core/geo";
import type { Canceller, OrderStatus } from "@atlas/core/order-machine";
import { isActiveStatus } from "@atlas/core/order-machine";
import { decodePolyline } from "@atlas/core/polyline";
import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { PaymentMethod } from "@atlas/db/schema/orders";
import type { NamedPlace } from "../../cities/named-place.ts";
import type { OrderRecord } from "../record/find-order.ts";
import { type FareReasonView, toFareReason } from "./fare-reason.ts";

/** An order as its rider, its driver and operators see it. Times are ISO-8601, amounts decimal strings of minor units. */
export interface OrderView {
  readonly orderId: string;
  readonly cityId: string;
  readonly status: OrderStatus;
  readonly riderId: string;
  readonly riderName: string;
  readonly driver: DriverCard | null;
  readonly vehicleType: VehicleType;
  readonly paymentMethod: PaymentMethod;
  readonly pickup: NamedPlace;
  readonly dropoff: NamedPlace;
  readonly distanceM: number;
  readonly durationS: number;
  readonly isEstimate: boolean;
  readonly route: readonly LngLat[];
  readonly fareMinor: string;
  readonly finalFareMinor: string | null;
  /** Why the final fare is what it is; null before the end. */
  readonly fareReason: FareReasonView | null;
  readonly currency: string;
  readonly note: string | null;
  readonly isSearching: boolean;
  /** Matched, and the driver first ends a trip nearby. */
  readonly isQueued: boolean;
  /** That trip; other riders are not told which it is. */
  readonly queuedBehind: string | null;
  readonly searchEndsAt: string | null;
  /** Only the rider sees the digits. */
  readonly startPin: string | null;
  readonly hasStartPin: boolean;
  readonly cancelledBy: Canceller | null;
  readonly cancelReason: string | null;
  readonly cancelFeeMinor: string | null;
  readonly rating: number | null;
  readonly settlement: "none" | "pending" | "settled";
  readonly createdAt: string;
  readonly requestedAt: string | null;
  readonly matchedAt: string | null;
  /** When the trip before it had ended and the driver set out; null for an order that never waited. */
  readonly promotedAt: string | null;
  readonly arrivedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly endedAt: string | null;
  readonly version: number;
}

export interface DriverCard {
  readonly driverId: string;
  readonly name: string;
  readonly plate: string;
  readonly vehicleType: VehicleType;
  readonly vehicleModel: string;
  readonly rating: number | null;
  /** Only while the trip goes on. */
  readonly phone: string | null;
}

/** The order as `viewer` may see it; whether it may be seen at all is the caller's check. */
export function toOrderView(record: OrderRecord, viewer: Actor): OrderView {
  const { order } = record;
  const isRider = viewer.userId === order.riderId;
  const isSearching = order.status === "CREATED" && order.requestedAt !== null;
  return {
    orderId: order.id,
    cityId: order.cityId,
    status: order.status,
    riderId: order.riderId,
    riderName: record.riderName,
    driver: toDriverCard(record),
    vehicleType: order.vehicleType,
    paymentMethod: order.paymentMethod,
    pickup: { label: order.pickupLabel, ...pickupOf(order) },
    dropoff: { label: order.dropoffLabel, ...dropoffOf(order) },
    distanceM: order.distanceM,
    durationS: order.durationS,
    isEstimate: order.isEstimate,
    route: decodePolyline(order.routePolyline).map(toLngLat),
    fareMinor: order.fareMinor.toString(),
    finalFareMinor: order.finalFareMinor?.toString() ?? null,
    fareReason: toFareReason(order),
    currency: order.currency,
    note: order.note,
    isSearching,
    isQueued: order.queuedBehind !== null,
    queuedBehind: viewer.role === "rider" ? null : order.queuedBehind,
    searchEndsAt: isSearching ? order.expiresAt.toISOString() : null,
    startPin: isRider && isActiveStatus(order.status) ? order.startPin : null,
    hasStartPin: order.startPin !== null,
    cancelledBy: order.cancelledBy,
    cancelReason: order.cancelReason,
    cancelFeeMinor: order.cancelFeeMinor?.toString() ?? null,
    rating: order.ratingStars,
    settlement: settlementOf(order),
    createdAt: order.createdAt.toISOString(),
    requestedAt: order.requestedAt?.toISOString() ?? null,
    matchedAt: order.matchedAt?.toISOString() ?? null,
    promotedAt: order.promotedAt?.toISOString() ?? null,
    arrivedAt: order.arrivedAt?.toISOString() ?? null,
    startedAt: order.startedAt?.toISOString() ?? null,
    finishedAt: order.finishedAt?.toISOString() ?? null,
    endedAt: order.endedAt?.toISOString() ?? null,
    version: order.version,
  };
}

function toDriverCard({ order, driver, vehicle }: OrderRecord): DriverCard | null {
  if (!driver) return null;
  return {
    driverId: driver.id,
    name: driver.name,
    plate: vehicle?.plate ?? "",
    vehicleType: vehicle?.vehicleType ?? order.vehicleType,
    vehicleModel: vehicle?.model ?? "",
    rating: averageRating(driver),
    phone: isActiveStatus(order.status) ? driver.phone : null,
  };
}

function settlementOf(order: OrderRecord["order"]): OrderView["settlement"] {
  if (order.settledAt) return "settled";
  return order.status === "FINISHED" || (order.cancelFeeMinor ?? 0n) > 0n ? "pending" : "none";
}

/** Where the rider is picked up. */
export function pickupOf(journey: { readonly pickupLat: number; readonly pickupLng: number }): LatLng {
  return { lat: journey.pickupLat, lng: journey.pickupLng };
}

/** Where the rider is set down. */
export function dropoffOf(journey: { readonly dropoffLat: number; readonly dropoffLng: number }): LatLng {
  return { lat: journey.dropoffLat, lng: journey.dropoffLng };
}
