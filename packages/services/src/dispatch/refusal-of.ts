import type { CandidateOutcome } from "@atlas/db/schema/orders";
import type { OrderRow } from "../orders/find-order.ts";
import type { DriverFacts } from "./check-drivers.ts";

/** Why a driver cannot be asked for an order now, from what Postgres knows; null for one who can. */
export function refusalOf(
  order: Pick<OrderRow, "vehicleType">,
  facts: DriverFacts | undefined,
  { isEndingTrip }: { readonly isEndingTrip: boolean },
): CandidateOutcome | null {
  if (!facts || facts.availability !== "available") return "offline";
  if (facts.vehicleType !== order.vehicleType) return "wrong_vehicle";
  if (facts.isOnTrip && !isEndingTrip) return "busy";
  if (facts.hasNextTrip) return "has_next_trip";
  if (facts.hasPendingOffer) return "reserved_elsewhere";
  return null;
}
