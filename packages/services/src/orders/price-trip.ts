import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { gatherEvidence } from "@atlas/core/evidence/evidence";
import type { TripFare } from "@atlas/core/evidence/trip-fare";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { fareByEvidence, type RunningTrip } from "./fare-by-evidence.ts";
import type { OrderRow } from "./record/find-order.ts";
import { positionOf, type Sighting } from "./record/last-seen.ts";
import { dropoffOf } from "./record/journey-ends.ts";

/** A trip, and what it costs if it ends now. */
export interface PricedTrip {
  readonly trip: RunningTrip;
  readonly fare: TripFare;
}

/**
 * Prices a trip that is about to end, before anything is locked: tracks are long, and roads take their time. Null where it is not
 * under way, or not this actor's to end: the machine says why.
 */
export async function priceTrip(
  ctx: ServiceContext,
  actor: Actor,
  { orderId, sighting }: { orderId: string; sighting: Sighting | null | undefined },
): Promise<PricedTrip | null> {
  const [order] = await ctx.db.select().from(orders).where(eq(orders.id, orderId));
  const trip = order && runningTrip(order);
  if (!trip || !mayActFor(actor, trip.driverId)) return null;
  const finish = gatherEvidence(ctx.clock().getTime(), positionOf(sighting, trip.driverId), dropoffOf(trip));
  return { trip, fare: await fareByEvidence(ctx, trip, finish) };
}

/**
 * The fare of the order that is now locked, if it is still the trip that was priced: nothing else of it counts.
 * @throws DomainError ILLEGAL_TRANSITION
 */
export function fareOfLocked(order: OrderRow, priced: PricedTrip | null): TripFare {
  const locked = runningTrip(order);
  const isSame =
    locked !== null &&
    priced !== null &&
    locked.driverId === priced.trip.driverId &&
    locked.startedAt.getTime() === priced.trip.startedAt.getTime();
  if (isSame) return priced.fare;
  throw new DomainError("ILLEGAL_TRANSITION", "The order has just changed. Look at it again.");
}

function runningTrip(order: OrderRow): RunningTrip | null {
  const { status, driverId, startedAt } = order;
  return status === "STARTED" && driverId !== null && startedAt !== null ? { ...order, driverId, startedAt } : null;
}
