import type { OrderSummary } from "../views.ts";

export interface TripCost {
  readonly minor: string;
  /** Else it is what the trip would have cost. */
  readonly isCharged: boolean;
}

/** What a trip in the list cost: its fare, or the fee of one that did not take place. */
export function tripCost(
  order: Pick<OrderSummary, "status" | "fareMinor" | "finalFareMinor" | "cancelFeeMinor" | "endedAt">,
): TripCost {
  const { status, cancelFeeMinor, endedAt } = order;
  if (cancelFeeMinor !== null && cancelFeeMinor !== "0") return { minor: cancelFeeMinor, isCharged: true };
  const isCharged = status === "FINISHED" || endedAt === null;
  return { minor: order.finalFareMinor ?? order.fareMinor, isCharged };
}
