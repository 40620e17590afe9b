import { referenceSchema } from "@atlas/core/fields";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { movementFields, operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { postedOrThrow, postingRow } from "./posting-outcome.ts";
import { refuseAboveLimit } from "./refuse-above-limit.ts";
import { runLedger } from "./run-ledger.ts";

export interface TransferredView {
  readonly transferId: string;
  readonly debitBalanceMinor: string;
  readonly creditBalanceMinor: string;
}

/** Moves money between two accounts of one currency. */
export const transferMoney = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...operatorPostingFields, ...movementFields, reference: referenceSchema.optional() }),
  refusals: [
    "REASON_REQUIRED",
    "AMOUNT_ABOVE_LIMIT",
    "ACCOUNT_NOT_FOUND",
    "DEBT_ACCOUNT",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "CURRENCY_MISMATCH",
    "SAME_ACCOUNT",
    "AMOUNT_OVERFLOW",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input): Promise<TransferredView> {
    const { key, auditReason } = operatorPosting(actor, input);
    await refuseAboveLimit(ctx, actor, {
      accountIds: [input.debitAccountId, input.creditAccountId],
      amountMinor: input.amountMinor,
    });
    const [row] = await runLedger(
      { ...ctx, actor },
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
  },
});
