import type { Actor } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { postedOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";

export interface TransferInput extends OperatorPosting {
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: bigint;
  readonly reference?: string | undefined;
}

export interface TransferredView {
  readonly transferId: string;
  readonly debitBalanceMinor: string;
  readonly creditBalanceMinor: string;
}

/**
 * Moves money between two accounts of one currency.
 * @throws DomainError FORBIDDEN, INSUFFICIENT_FUNDS, ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN, CURRENCY_MISMATCH, SAME_ACCOUNT,
 *   IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
 */
export async function transferMoney(
  ctx: Pick<ServiceContext, "db" | "newId" | "events">,
  actor: Actor,
  input: TransferInput,
): Promise<TransferredView> {
  const { key, auditReason } = operatorPosting(actor, input);
  const [row] = await runLedger(
    ctx,
    postingRow,
    sql`
      SELECT * FROM ledger.post(
        ${key}, ${ctx.newId()}, ${input.debitAccountId}, ${input.creditAccountId}, ${input.amountMinor}, 'transfer',
        ${input.reference ?? null}, ${input.reason ?? null}, ${actor.userId}, ${auditReason})`,
  );
  const posted = postedOrThrow(row);
  await announceAccounts(ctx, [input.debitAccountId, input.creditAccountId]);
  return {
    transferId: posted.transferId,
    debitBalanceMinor: posted.debitBalanceMinor.toString(),
    creditBalanceMinor: posted.creditBalanceMinor.toString(),
  };
}
