import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";

/** Only people, never services: what needs a face. @throws DomainError FORBIDDEN, REASON_REQUIRED */
export function adminWithReason(actor: Actor, reason: string | undefined): string {
  if (actor.role !== "admin") throw new DomainError("FORBIDDEN", "Only admins may do this.");
  const given = reason?.trim() ?? "";
  if (given === "") throw new DomainError("REASON_REQUIRED", "Please give a reason.");
  return given;
}
