import type { RoundCandidate } from "@atlas/core/matching/round-candidate";
import type { CandidateOutcome } from "@atlas/db/schema/orders";
import type { OrderRow } from "../../orders/record/find-order.ts";

/** A driver who may be asked: near the pickup and free, or about to be. */
export interface Contender extends RoundCandidate {
  readonly vehicleId: string;
  readonly autoAccept: boolean;
  /** The running trip after which the driver would come, and how long it still takes: part of the ETA. Null when free. */
  readonly trip: { readonly orderId: string; readonly remainingS: number } | null;
}

/** A driver near the pickup who may not, and why. */
export interface Unfit {
  readonly driverId: string;
  readonly distanceM: number;
  readonly outcome: CandidateOutcome;
  /** How long the running trip of the driver still takes, where that was asked. */
  readonly remainingS?: number;
}

/** For whom drivers are looked for. */
export interface Search {
  readonly order: Pick<OrderRow, "vehicleType" | "paymentMethod" | "pickupLat" | "pickupLng">;
  /** Who has declined or left the order. */
  readonly excluded: readonly string[];
}
