import type { Actor } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { adminWithReason } from "../../access/admin-with-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorPosting } from "./operator-posting.ts";
import { ledgerRefusal } from "./refusal.ts";
import { runLedger } from "./run-ledger.ts";

const frozenRow = z.object({ refusal: z.string().nullable(), is_frozen: z.boolean() });

export interface FreezeInput {
  readonly accountId: string;
  readonly reason: string;
  /** With one, a late repeat does not undo what was decided meanwhile. */
  readonly idempotencyKey?: string | undefined;
}

export interface FrozenView {
  readonly accountId: string;
  readonly isFrozen: boolean;
}

/**
 * Stops an account: no debit, no credit, no hold until it is unfrozen. Freezing a frozen account changes nothing.
 * @throws DomainError FORBIDDEN, REASON_REQUIRED, ACCOUNT_NOT_FOUND, IDEMPOTENCY_KEY_REUSED
 */
export async function freezeAccount(
  ctx: Pick<ServiceContext, "db" | "events">,
  actor: Actor,
  input: FreezeInput,
): Promise<FrozenView> {
  return await setFrozen(ctx, actor, { ...input, isFrozen: true });
}

/** @throws DomainError FORBIDDEN, REASON_REQUIRED, ACCOUNT_NOT_FOUND, IDEMPOTENCY_KEY_REUSED */
export async function unfreezeAccount(
  ctx: Pick<ServiceContext, "db" | "events">,
  actor: Actor,
  input: FreezeInput,
): Promise<FrozenView> {
  return await setFrozen(ctx, actor, { ...input, isFrozen: false });
}

async function setFrozen(
  ctx: Pick<ServiceContext, "db" | "events">,
  actor: Actor,
  { accountId, reason, idempotencyKey, isFrozen }: FreezeInput & { readonly isFrozen: boolean },
): Promise<FrozenView> {
  const given = adminWithReason(actor, reason);
  const key = idempotencyKey === undefined ? null : operatorPosting(actor, { idempotencyKey }).key;
  const [row] = await runLedger(
    ctx,
    frozenRow,
    sql`
      SELECT refusal, is_frozen FROM ledger.set_frozen(${key}, ${accountId}, ${isFrozen}, ${given}, ${actor.userId})`,
  );
  if (!row) throw new Error("ledger.set_frozen answered nothing");
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  await announceAccounts(ctx, [accountId]);
  return { accountId, isFrozen: row.is_frozen };
}
