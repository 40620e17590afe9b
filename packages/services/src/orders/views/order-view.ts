import type { TripCheck } from "@atlas/core/alerts/alert";
import { averageRating } from "@atlas/core/average-rating";
import { type ArrivalLoss, arrivalOf, type ArrivalProof, earnsFees } from "@atlas/core/evidence/arrival";
import { coarsePlace } from "@atlas/core/coarse-place";
import type { LatLng, LngLat } from "@atlas/core/geo";
import { toLngLat } from "@atlas/core/geo";
import type { Canceller, OrderStatus } from "@atlas/core/order-machine";
import { isActiveStatus } from "@atlas/core/order-machine";
import { decodePolyline } from "@atlas/core/polyline";
import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import type { PaymentMethod } from "@atlas/db/schema/orders";
import type { NamedPlace } from "../../cities/named-place.ts";
import { chargeableFee } from "../record/end-order.ts";
import type { OrderRecord, OrderRow } from "../record/find-order.ts";
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
  /** What the rider owed before; a cash trip collects it on top of its fare. */
  readonly carriedDebtMinor: string | null;
  /** What the driver collects, all in all; null for trips that a wallet pays. */
  readonly cashToCollectMinor: string | null;
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
  /** The driver ended the order because the rider did not come. */
  readonly isNoShow: boolean;
  readonly cancelFeeMinor: string | null;
  /** What the rider got back of it; "0" when nothing. */
  readonly refundedMinor: string;
  readonly rating: number | null;
  /** Whether everything is all right, asked on the way; only the rider sees it. */
  readonly tripCheck: TripCheck | null;
  readonly settlement: "none" | "pending" | "settled";
  readonly createdAt: string;
  readonly requestedAt: string | null;
  readonly matchedAt: string | null;
  /** When the trip before it had ended and the driver set out; null for an order that never waited. */
  readonly promotedAt: string | null;
  readonly arrivedAt: string | null;
  /** Null before it. */
  readonly arrival: ArrivalView | null;
  /** While a driver whose arrival is proven waits; null otherwise. */
  readonly waiting: WaitingView | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly endedAt: string | null;
  readonly version: number;
}

export interface ArrivalView {
  readonly proof: ArrivalProof;
  /** The driver's words, against what the position says. */
  readonly note: string | null;
  /** Since when the car is no longer at the pickup; null while the arrival stands. */
  readonly lostAt: string | null;
  readonly lostReason: ArrivalLoss | null;
}

export interface WaitingView {
  /** Until then waiting is free; from then on the driver may leave … */
  readonly freeUntil: string;
  /** … and is owed this. */
  readonly noShowFeeMinor: string;
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

/** How finely a driver still knows the ends of a trip a day later, metres. */
const PAST_CELL_M = 1_000;

/** The order as `viewer` may see it; whether it may be seen at all is the caller's check. */
export function toOrderView(record: OrderRecord, viewer: Actor): OrderView {
  const view = fullView(record, viewer);
  return record.isPast && viewer.role === "driver" ? withoutRider(view) : view;
}

/** A trip as its driver keeps it: what it paid and roughly where it was, and nothing that leads to the rider's door. */
function withoutRider(view: OrderView): OrderView {
  return {
    ...view,
    riderName: "—",
    note: null,
    cancelReason: view.cancelledBy === "driver" ? view.cancelReason : null,
    pickup: roughPlace(view.pickup),
    dropoff: roughPlace(view.dropoff),
    route: [],
  };
}

function roughPlace(place: LatLng): NamedPlace {
  const rough = coarsePlace(place, PAST_CELL_M);
  return { ...rough, label: `≈ ${rough.lat.toFixed(2)}, ${rough.lng.toFixed(2)}` };
}

function fullView(record: OrderRecord, viewer: Actor): OrderView {
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
    carriedDebtMinor: order.carriedDebtMinor?.toString() ?? null,
    cashToCollectMinor: order.paymentMethod === "cash" ? cashToCollect(order).toString() : null,
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
    // A driver's own cancellation hands the order to another driver.
    isNoShow: order.status === "CANCELLED" && order.cancelledBy === "driver",
    cancelFeeMinor: order.cancelFeeMinor?.toString() ?? null,
    refundedMinor: record.refundedMinor.toString(),
    rating: order.ratingStars,
    tripCheck: isRider && order.status === "STARTED" ? order.tripCheck : null,
    settlement: settlementOf(order),
    createdAt: order.createdAt.toISOString(),
    requestedAt: order.requestedAt?.toISOString() ?? null,
    matchedAt: order.matchedAt?.toISOString() ?? null,
    promotedAt: order.promotedAt?.toISOString() ?? null,
    arrivedAt: order.arrivedAt?.toISOString() ?? null,
    arrival: toArrivalView(order),
    waiting: toWaitingView(record),
    startedAt: order.startedAt?.toISOString() ?? null,
    finishedAt: order.finishedAt?.toISOString() ?? null,
    endedAt: order.endedAt?.toISOString() ?? null,
    version: order.version,
  };
}

function toArrivalView(order: OrderRow): ArrivalView | null {
  const arrival = arrivalOf(order);
  if (arrival === null) return null;
  const { proof, lost } = arrival;
  const lostAt = lost === null ? null : new Date(lost.atMs).toISOString();
  return { proof, note: order.arrivalNote, lostAt, lostReason: lost?.reason ?? null };
}

function toWaitingView({ order, terms }: OrderRecord): WaitingView | null {
  const arrival = arrivalOf(order);
  if (order.status !== "ARRIVED" || arrival === null || !earnsFees(arrival) || terms === null) return null;
  return {
    freeUntil: new Date(arrival.atMs + terms.freeWaitingS * 1_000).toISOString(),
    noShowFeeMinor: chargeableFee(order, terms.cancelFeeMinor).toString(),
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

function cashToCollect({ finalFareMinor, fareMinor, carriedDebtMinor }: OrderRecord["order"]): bigint {
  return (finalFareMinor ?? fareMinor) + (carriedDebtMinor ?? 0n);
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
