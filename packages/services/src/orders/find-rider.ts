import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";

export interface Rider {
  readonly id: string;
  readonly cityId: string;
}

/**
 * The rider an actor books for.
 * @throws DomainError FORBIDDEN (someone else, and the actor is no operator), RIDER_NOT_FOUND
 */
export async function findRider(db: Queryable, actor: Actor, riderId: string): Promise<Rider> {
  refuseOtherRiders(actor, riderId);
  const [rider] = await db
    .select({ id: users.id, cityId: users.cityId })
    .from(users)
    .where(and(eq(users.id, riderId), eq(users.role, "rider")));
  if (!rider) throw riderNotFound();
  return rider;
}

/**
 * Riders book for themselves.
 * @throws DomainError FORBIDDEN
 */
export function refuseOtherRiders(actor: Actor, riderId: string): void {
  if (!mayActFor(actor, riderId)) throw new DomainError("FORBIDDEN", "You can only book rides for yourself.");
}

/** The refusal of a booking for somebody who is no rider. */
export function riderNotFound(): DomainError {
  return new DomainError("RIDER_NOT_FOUND", "Only a rider's account can book a ride.");
}
