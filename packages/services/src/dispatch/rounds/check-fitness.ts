import type { CandidateOutcome } from "@atlas/db/schema/orders";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { readDriverCredits } from "../../wallet/driver-credit.ts";
import { checkDrivers, type DriverFacts } from "../../people/check-drivers.ts";

/** Whether a driver can be asked for an order now, from what Postgres knows; else why not. */
export type Fitness =
  | { readonly refusal: CandidateOutcome }
  | { readonly refusal: null; readonly facts: DriverFacts; readonly vehicleId: string };

export interface FitnessQuestion {
  readonly order: Pick<OrderRow, "vehicleType" | "paymentMethod">;
  readonly driverIds: readonly string[];
  /** Asked for the trip after the running one: being on a trip is no reason then. */
  readonly isEndingTrip: boolean;
}

/** Looks all drivers up at once and answers the fitness of each. */
export async function checkFitness(
  ctx: Pick<ServiceContext, "db">,
  city: Pick<City, "minimumDriverCreditMinor">,
  { order, driverIds, isEndingTrip }: FitnessQuestion,
): Promise<(driverId: string) => Fitness> {
  const [factsOf, credits] = await Promise.all([
    checkDrivers(ctx.db, driverIds),
    order.paymentMethod === "cash" ? readDriverCredits(ctx.db, driverIds) : null,
  ]);
  return (driverId) => {
    const facts = factsOf.get(driverId);
    if (!facts || facts.availability !== "available") return { refusal: "offline" };
    if (facts.vehicleType !== order.vehicleType || facts.vehicleId === null) return { refusal: "wrong_vehicle" };
    if (facts.isOnTrip && !isEndingTrip) return { refusal: "busy" };
    if (facts.hasNextTrip) return { refusal: "has_next_trip" };
    if (facts.hasPendingOffer) return { refusal: "reserved_elsewhere" };
    const isBelowCredit = credits !== null && (credits.get(driverId) ?? 0n) < city.minimumDriverCreditMinor;
    if (isBelowCredit) return { refusal: "below_minimum_credit" };
    return { refusal: null, facts, vehicleId: facts.vehicleId };
  };
}
