import type { Actor } from "@atlas/core/actor";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { adminWithReason } from "../../access/admin-with-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorPosting, type OperatorPosting } from "./operator-posting.ts";
import { postedOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";

const reversedRow = postingRow.extend({
  debit_account_id: z.string().nullable(),
  credit_account_id: z.string().nullable(),
});

/**
 * Posts the opposite of a transfer, linked to it: at most once, and never of a reversal. The payee must still have it.
 * @throws DomainError FORBIDDEN, REASON_REQUIRED, TRANSFER_NOT_FOUND, ALREADY_REVERSED, NOT_REVERSIBLE,
 *   INSUFFICIENT_FUNDS, ACCOUNT_FROZEN, IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
 */
export async function reverseTransfer(
  ctx: Pick<ServiceContext, "db" | "newId" | "events">,
  actor: Actor,
  input: OperatorPosting & { readonly transferId: string },
): Promise<{ readonly transferId: string; readonly reversesId: string }> {
  const reason = adminWithReason(actor, input.reason);
  const { key } = operatorPosting(actor, input);
  const [row] = await runLedger(
    ctx,
    reversedRow,
    sql`
      SELECT o.*, t.debit_account_id, t.credit_account_id
      FROM ledger.reverse(${key}, ${ctx.newId()}, ${input.transferId}, ${reason}, ${actor.userId}) o
      LEFT JOIN ledger.transfers t ON t.id = o.transfer_id`,
  );
  const { transferId } = postedOrThrow(row);
  if (row?.debit_account_id && row.credit_account_id) {
    await announceAccounts(ctx, [row.debit_account_id, row.credit_account_id]);
  }
  return { transferId, reversesId: input.transferId };
}
