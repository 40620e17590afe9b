import type { Actor } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { postedOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";
import type { TransferredView } from "./transfer.ts";

const capturedRow = postingRow.extend({ debit_account_id: z.string().nullable() });

export interface CaptureInput extends OperatorPosting {
  readonly holdId: string;
  readonly creditAccountId: string;
  /** At most what is held; the whole when absent. The rest is free again. */
  readonly amountMinor?: bigint | undefined;
}

/**
 * Turns a hold into a transfer, once.
 * @throws DomainError FORBIDDEN, HOLD_NOT_FOUND, HOLD_CLOSED, HOLD_EXPIRED, HOLD_OF_PAYOUT, CAPTURE_EXCEEDS_HOLD,
 *   ACCOUNT_NOT_FOUND, ACCOUNT_FROZEN, CURRENCY_MISMATCH, IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
 */
export async function captureHold(
  ctx: Pick<ServiceContext, "db" | "newId" | "events" | "clock">,
  actor: Actor,
  input: CaptureInput,
): Promise<TransferredView> {
  const { key, auditReason } = operatorPosting(actor, input);
  const [row] = await runLedger(
    ctx,
    capturedRow,
    sql`
      SELECT o.*, t.debit_account_id
      FROM ledger.capture(
        ${key}, ${ctx.newId()}, ${input.holdId}, ${input.amountMinor ?? null}, ${input.creditAccountId},
        ${ctx.clock().toISOString()}, ${actor.userId}, ${auditReason}) o
      LEFT JOIN ledger.transfers t ON t.id = o.transfer_id`,
  );
  const posted = postedOrThrow(row);
  await announceAccounts(ctx, [input.creditAccountId, ...(row?.debit_account_id ? [row.debit_account_id] : [])]);
  return {
    transferId: posted.transferId,
    debitBalanceMinor: posted.debitBalanceMinor.toString(),
    creditBalanceMinor: posted.creditBalanceMinor.toString(),
  };
}
