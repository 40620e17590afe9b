import { DomainError } from "@atlas/core/errors";

/** @throws DomainError REASON_REQUIRED when it is blank */
export function requireReason(reason: string): string {
  const given = reason.trim();
  if (given === "") throw new DomainError("REASON_REQUIRED", "Please give a reason.");
  return given;
}
