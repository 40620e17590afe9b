import { referenceSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { walletsAmong } from "./accounts-of.ts";
import type { WaitingView } from "./ask-approval.ts";
import { moveMoney } from "./move-money.ts";
import { defineMovement } from "./movement.ts";
import { movementFields, operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { attemptOf, type Posted, postingRow } from "./posting-outcome.ts";

export interface TransferredView {
  readonly transferId: string;
  readonly debitBalanceMinor: string;
  readonly creditBalanceMinor: string;
}

/** The transfer with both balances. */
export function toTransferredView(posted: Posted): TransferredView {
  return {
    transferId: posted.transferId,
    debitBalanceMinor: posted.debitBalanceMinor.toString(),
    creditBalanceMinor: posted.creditBalanceMinor.toString(),
  };
}

const transferFields = { ...movementFields, reference: referenceSchema.optional() };

/** Money from one account to another. */
export const transferMovement = defineMovement({
  kind: "transfer",
  payload: z.object({ ...transferFields, description: z.string().optional() }),
  scopeOf: () => "transfer",
  weigh: async (tx, { debitAccountId, creditAccountId, amountMinor }) => ({
    amountMinor,
    accountIds: [debitAccountId, creditAccountId],
    sourceIds: await walletsAmong(tx, [debitAccountId]),
  }),
  async post(ctx, db, transfer, { key, actorId, reason }) {
    const { debitAccountId, creditAccountId, amountMinor, reference = null, description = null } = transfer;
    const [row] = await query(
      db,
      postingRow,
      sql`
        SELECT * FROM ledger.post(
          ${key}, ${ctx.newId()}, ${debitAccountId}, ${creditAccountId}, ${amountMinor}, 'transfer',
          ${reference}, ${description}, ${actorId}, ${reason})`,
    );
    return attemptOf(row, (posted) => ({
      view: toTransferredView(posted),
      resultIds: [posted.transferId],
      accountIds: [debitAccountId, creditAccountId],
    }));
  },
});

/** Moves money between two accounts of one currency. */
export const transferMoney = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...operatorPostingFields, ...transferFields }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "ACCOUNT_NOT_FOUND",
    "DEBT_ACCOUNT",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "CURRENCY_MISMATCH",
    "SAME_ACCOUNT",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events">,
    actor,
    { idempotencyKey, reason, ...transfer },
  ): Promise<TransferredView | WaitingView> {
    const { key, auditReason } = operatorPosting(actor, { idempotencyKey, reason });
    const payload = { ...transfer, description: reason };
    return await moveMoney(ctx, actor, transferMovement, { payload, key, reason: auditReason });
  },
});
