import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";

/**
 * Whose ping it is, of those who report positions: a driver's own, or the one that a service or admin names.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export function pingedDriver(actor: Actor, driverId: string | undefined): string {
  if (actor.role === "driver" && (driverId === undefined || driverId === actor.userId)) return actor.userId;
  if (driverId === undefined) throw new DomainError("INVALID_INPUT", "Say which driver this position belongs to.");
  if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "This is another driver's position.");
  return driverId;
}
