import { mayTakeCash } from "@atlas/core/debt/balance";
import type { CandidateOutcome } from "@atlas/db/schema/orders";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import { readDriverBalances } from "../../wallet/driver-balances.ts";
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

/** Looks all drivers up at once and returns the fitness of each. */
export async function checkFitness(
  ctx: Pick<ServiceContext, "db" | "settings">,
  city: Pick<City, "id">,
  { order, driverIds, isEndingTrip }: FitnessQuestion,
): Promise<(driverId: string) => Fitness> {
  const isCash = order.paymentMethod === "cash";
  const [factsOf, balances, settings] = await Promise.all([
    checkDrivers(ctx.db, driverIds),
    isCash ? readDriverBalances(ctx.db, driverIds) : null,
    ctx.settings.get(city.id),
  ]);
  return (driverId) => {
    const facts = factsOf.get(driverId);
    if (!facts || facts.availability !== "available") return { refusal: "offline" };
    if (facts.vehicleType !== order.vehicleType || facts.vehicleId === null) return { refusal: "wrong_vehicle" };
    if (facts.isOnTrip && !isEndingTrip) return { refusal: "busy" };
    if (facts.hasNextTrip) return { refusal: "has_next_trip" };
    if (facts.hasPendingOffer) return { refusal: "reserved_elsewhere" };
    if (balances !== null) {
      const balance = balances.get(driverId);
      if (balance === undefined || !mayTakeCash(balance, settings)) return { refusal: "below_minimum_credit" };
    }
    return { refusal: null, facts, vehicleId: facts.vehicleId };
  };
}
