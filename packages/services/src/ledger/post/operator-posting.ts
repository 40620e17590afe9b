import type { Actor } from "@atlas/core/actor";
import { amountSchema, idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { DomainError } from "@atlas/core/errors";
import { requireReason } from "../../access/require-reason.ts";

/**
 * What every operator's posting carries. The key is chosen by the caller, and stands for one operation, and for one wallet where the
 * operation is about one: a rider's debit and a driver's credit may share it.
 */
export const operatorPostingFields = { idempotencyKey: operatorKeySchema, reason: reasonSchema.optional() };

export const walletPostingFields = { ...operatorPostingFields, userId: idSchema, amountMinor: amountSchema };

export const movementFields = { debitAccountId: idSchema, creditAccountId: idSchema, amountMinor: amountSchema };

interface OperatorPosting {
  readonly idempotencyKey: string;
  /** An operator has to give one. */
  readonly reason?: string | undefined;
}

interface CheckedPosting {
  /** The key in the operators' own namespace: a rider's key can never meet an operator's. The ledger scopes it (`scoped_key`). */
  readonly key: string;
  /** For the audit log; operators always leave a trace, services only when they give a reason. */
  readonly auditReason: string | null;
}

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED, REASON_REQUIRED */
export function operatorPosting(actor: Actor, { idempotencyKey, reason }: OperatorPosting): CheckedPosting {
  return { key: operatorKey(idempotencyKey), auditReason: auditReasonOf(actor, reason) };
}

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED */
export function operatorKey(idempotencyKey: string): string {
  if (idempotencyKey.trim() === "") {
    throw new DomainError("IDEMPOTENCY_KEY_REQUIRED", "An idempotency key is required.");
  }
  return `ops:${idempotencyKey}`;
}

/**
 * Why money moves: an operator who moves it says so.
 * @throws DomainError REASON_REQUIRED
 */
export function auditReasonOf(actor: Actor, reason: string | undefined): string | null {
  return actor.role === "admin" ? requireReason(reason ?? "") : reason?.trim() || null;
}
