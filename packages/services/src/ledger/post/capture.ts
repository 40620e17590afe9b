import { amountSchema, idSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { postedOrThrow, postingRow } from "./posting-outcome.ts";
import { refuseAboveLimit } from "./refuse-above-limit.ts";
import { runLedger } from "./run-ledger.ts";
import type { TransferredView } from "./transfer.ts";

const capturedRow = postingRow.extend({ debit_account_id: z.string().nullable() });

/** Turns a hold into a transfer, once. */
export const captureHold = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({
    ...operatorPostingFields,
    holdId: idSchema,
    creditAccountId: idSchema,
    /** At most what is held; the whole when absent. The rest is free again. */
    amountMinor: amountSchema.optional(),
  }),
  refusals: [
    "REASON_REQUIRED",
    "AMOUNT_ABOVE_LIMIT",
    "HOLD_NOT_FOUND",
    "HOLD_CLOSED",
    "HOLD_EXPIRED",
    "HOLD_OF_PAYOUT",
    "HOLD_OF_QUESTION",
    "CAPTURE_EXCEEDS_HOLD",
    "ACCOUNT_NOT_FOUND",
    "DEBT_ACCOUNT",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "CURRENCY_MISMATCH",
    "SAME_ACCOUNT",
    "AMOUNT_OVERFLOW",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events" | "clock">, actor, input): Promise<TransferredView> {
    const { key, auditReason } = operatorPosting(actor, input);
    await refuseAboveLimit(ctx, actor, await capturedOf(ctx, input));
    const [row] = await runLedger(
      { ...ctx, actor },
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
  },
});

const heldRow = z.object({ amountMinor: z.bigint() });

/** What a capture moves; nothing where there is no such hold, which the ledger refuses. */
async function capturedOf(
  { db }: Pick<ServiceContext, "db">,
  input: { readonly holdId: string; readonly creditAccountId: string; readonly amountMinor?: bigint | undefined },
): Promise<{ readonly accountIds: readonly string[]; readonly amountMinor: bigint }> {
  const statement = sql`SELECT amount AS "amountMinor" FROM ledger.holds WHERE id = ${input.holdId}::uuid`;
  const [held] = input.amountMinor === undefined ? await query(db, heldRow, statement) : [];
  return { accountIds: [input.creditAccountId], amountMinor: input.amountMinor ?? held?.amountMinor ?? 0n };
}
