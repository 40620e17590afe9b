import type { TripCheck } from "@atlas/core/alerts/alert";
import { averageRating } from "@atlas/core/average-rating";
import { type ArrivalLoss, arrivalOf, type ArrivalProof, earnsFees } from "@atlas/core/evidence/arrival";
import type { LngLat } from "@atlas/core/geo";
import { toLngLat } from "@atlas/core/geo";
import type { Canceller } from "@atlas/core/order-machine";
import { isActiveStatus } from "@atlas/core/order-machine";
import { decodePolyline } from "@atlas/core/polyline";
import type { Actor } from "@atlas/core/actor";
import type { VehicleType } from "@atlas/core/vehicle";
import { chargeableFee } from "../record/end-order.ts";
import type { OrderRecord, OrderRow } from "../record/find-order.ts";
import { type DriverName, isPastForDriver, type OrderSummary, toOrderSummary } from "./order-summary.ts";

/** An order as its rider, its driver and operators see it. Times are ISO-8601, amounts decimal strings of minor units. */
export interface OrderView extends OrderSummary {
  readonly driver: DriverCard | null;
  readonly distanceM: number;
  readonly durationS: number;
  readonly isEstimate: boolean;
  readonly route: readonly LngLat[];
  /** What the rider owed before; a cash trip collects it on top of its fare. */
  readonly carriedDebtMinor: string | null;
  /** What the driver collects, all in all; null for trips that a wallet pays. */
  readonly cashToCollectMinor: string | null;
  /** What the rider wrote for the driver. */
  readonly note: string | null;
  readonly isSearching: boolean;
  /** The trip that the driver ends first; other riders do not see which it is. */
  readonly queuedBehind: string | null;
  readonly searchEndsAt: string | null;
  /** Only the rider sees the digits. */
  readonly startPin: string | null;
  readonly hasStartPin: boolean;
  readonly cancelledBy: Canceller | null;
  readonly cancelReason: string | null;
  /** The driver ended the order because the rider did not come. */
  readonly isNoShow: boolean;
  readonly rating: number | null;
  /** Whether everything is all right, asked during the trip; only the rider sees it. */
  readonly tripCheck: TripCheck | null;
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

export interface DriverCard extends DriverName {
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
  const isPast = isPastForDriver(record, viewer);
  const isSearching = order.status === "CREATED" && order.requestedAt !== null;
  return {
    ...toOrderSummary(record, viewer),
    driver: toDriverCard(record),
    distanceM: order.distanceM,
    durationS: order.durationS,
    isEstimate: order.isEstimate,
    route: isPast ? [] : decodePolyline(order.routePolyline).map(toLngLat),
    carriedDebtMinor: order.carriedDebtMinor?.toString() ?? null,
    cashToCollectMinor: order.paymentMethod === "cash" ? cashToCollect(order).toString() : null,
    note: isPast ? null : order.note,
    isSearching,
    queuedBehind: viewer.role === "rider" ? null : order.queuedBehind,
    searchEndsAt: isSearching ? order.expiresAt.toISOString() : null,
    startPin: isRider && isActiveStatus(order.status) ? order.startPin : null,
    hasStartPin: order.startPin !== null,
    cancelledBy: order.cancelledBy,
    cancelReason: isPast && order.cancelledBy !== "driver" ? null : order.cancelReason,
    // A driver's own cancellation hands the order to another driver.
    isNoShow: order.status === "CANCELLED" && order.cancelledBy === "driver",
    rating: order.ratingStars,
    tripCheck: isRider && order.status === "STARTED" ? order.tripCheck : null,
    requestedAt: order.requestedAt?.toISOString() ?? null,
    matchedAt: order.matchedAt?.toISOString() ?? null,
    promotedAt: order.promotedAt?.toISOString() ?? null,
    arrivedAt: order.arrivedAt?.toISOString() ?? null,
    arrival: toArrivalView(order),
    waiting: toWaitingView(record),
    startedAt: order.startedAt?.toISOString() ?? null,
    finishedAt: order.finishedAt?.toISOString() ?? null,
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
