import type { Actor } from "@atlas/core/actor";
import { amountSchema, idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { DomainError } from "@atlas/core/errors";

/**
 * What every operator's posting carries. The key is chosen by the caller, and stands for one operation, and for one wallet where the
 * operation is about one: a rider's debit and a driver's credit may share it.
 */
export const operatorPostingFields = { idempotencyKey: operatorKeySchema, reason: reasonSchema.optional() };

export const walletPostingFields = { ...operatorPostingFields, userId: idSchema, amountMinor: amountSchema };

export const movementFields = { debitAccountId: idSchema, creditAccountId: idSchema, amountMinor: amountSchema };

interface OperatorPosting {
  readonly idempotencyKey: string;
  readonly reason?: string | undefined;
}

interface CheckedPosting {
  /** The key in the operators' own namespace: a rider's key can never meet an operator's. The ledger scopes it (`scoped_key`). */
  readonly key: string;
  /** For the audit log; admins always leave a trace, services only when they give a reason. */
  readonly auditReason: string | null;
}

/** @throws DomainError IDEMPOTENCY_KEY_REQUIRED */
export function operatorPosting(actor: Actor, { idempotencyKey, reason }: OperatorPosting): CheckedPosting {
  if (idempotencyKey.trim() === "") {
    throw new DomainError("IDEMPOTENCY_KEY_REQUIRED", "An idempotency key is required.");
  }
  const auditReason = reason?.trim() || (actor.role === "admin" ? "no reason given" : null);
  return { key: `ops:${idempotencyKey}`, auditReason };
}
