import type { Actor } from "@atlas/core/actor";
import type { OrderRecord, OrderRow } from "../record/find-order.ts";
import { UNMATCHED } from "../record/move-order.ts";
import { type OrderView, toOrderView } from "./order-view.ts";

export interface HandBack {
  readonly at: Date;
  /** How long the city looks for another driver. */
  readonly searchTimeoutS: number;
}

/**
 * The order as it was when its driver handed it back, whatever has become of it since: who drives the rider now, and how that trip
 * goes, is for its own driver.
 */
export function toHandedBackView(record: OrderRecord, viewer: Actor, { at, searchTimeoutS }: HandBack): OrderView {
  const order: OrderRow = {
    ...record.order,
    ...UNMATCHED,
    status: "CREATED",
    requestedAt: at,
    expiresAt: new Date(at.getTime() + searchTimeoutS * 1_000),
    startedAt: null,
    startProof: null,
    finishedAt: null,
    endedAt: null,
    settledAt: null,
    finalFareMinor: null,
    fareBasis: null,
    waitingMinor: null,
    cancelFeeMinor: null,
    cancelledBy: null,
    cancelReason: null,
    ratingStars: null,
  };
  return toOrderView({ ...record, order, driver: null, vehicle: null, refundedMinor: 0n }, viewer);
}
