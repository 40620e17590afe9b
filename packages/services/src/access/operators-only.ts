import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";

/** @throws DomainError FORBIDDEN unless an admin or a service asks. */
export function operatorsOnly(actor: Actor): void {
  if (actor.role !== "admin" && actor.role !== "service") {
    throw new DomainError("FORBIDDEN", "Only operators may do this.");
  }
}
