import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { operatorsOnly } from "../../access/operators-only.ts";

/** What every operator's posting carries. */
export interface OperatorPosting {
  /** Chosen by the caller; a repeat with the same key and data answers with the first result. */
  readonly idempotencyKey: string;
  readonly reason?: string | undefined;
}

export interface CheckedPosting {
  /** The key in the operators' own namespace: a rider's key can never meet an operator's. */
  readonly key: string;
  /** For the audit log; admins always leave a trace, services only when they give a reason. */
  readonly auditReason: string | null;
}

/** @throws DomainError FORBIDDEN, IDEMPOTENCY_KEY_REQUIRED */
export function operatorPosting(actor: Actor, { idempotencyKey, reason }: OperatorPosting): CheckedPosting {
  operatorsOnly(actor);
  if (idempotencyKey.trim() === "") {
    throw new DomainError("IDEMPOTENCY_KEY_REQUIRED", "An idempotency key is required.");
  }
  const auditReason = reason?.trim() || (actor.role === "admin" ? "no reason given" : null);
  return { key: `ops:${idempotencyKey}`, auditReason };
}
