import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { ServiceContext } from "../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { adminWithReason } from "./operator-posting.ts";
import { runLedger } from "./run-ledger.ts";

export interface FreezeInput {
  readonly accountId: string;
  readonly reason: string;
}

export interface FrozenView {
  readonly accountId: string;
  readonly isFrozen: boolean;
}

/**
 * Stops an account: no debit, no credit, no hold until it is unfrozen. Freezing a frozen account changes nothing.
 * @throws DomainError FORBIDDEN, REASON_REQUIRED, ACCOUNT_NOT_FOUND
 */
export async function freezeAccount(
  ctx: Pick<ServiceContext, "db" | "events">,
  actor: Actor,
  input: FreezeInput,
): Promise<FrozenView> {
  return await setFrozen(ctx, actor, { ...input, isFrozen: true });
}

/** @throws DomainError FORBIDDEN, REASON_REQUIRED, ACCOUNT_NOT_FOUND */
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
  { accountId, reason, isFrozen }: FreezeInput & { readonly isFrozen: boolean },
): Promise<FrozenView> {
  const given = adminWithReason(actor, reason);
  const [row] = await runLedger(
    ctx,
    (sql) => sql<{ is_frozen: boolean | null }[]>`
      SELECT ledger.set_frozen(${accountId}, ${isFrozen}, ${given}, ${actor.userId}) AS is_frozen`,
  );
  if (!row || row.is_frozen === null) throw new DomainError("ACCOUNT_NOT_FOUND", "There is no such ledger account.");
  await announceAccounts(ctx, [accountId]);
  return { accountId, isFrozen: row.is_frozen };
}
