import type { Actor, Role } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { holds } from "@atlas/core/permissions";

/**
 * Operators are blocked, and freed again, by those who decide who operates.
 * @throws DomainError FORBIDDEN
 */
export function requireManager(actor: Actor, of: Role): void {
  if (of === "admin" && !holds(actor, "staff.manage")) {
    throw new DomainError("FORBIDDEN", "An owner has to decide about an operator.");
  }
}
