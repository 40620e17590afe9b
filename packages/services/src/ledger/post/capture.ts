import { amountSchema, idSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { walletsAmong } from "./accounts-of.ts";
import type { WaitingView } from "./ask-approval.ts";
import { moveMoney } from "./move-money.ts";
import { defineMovement } from "./movement.ts";
import { operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { attemptOf, postingRow } from "./posting-outcome.ts";
import { toTransferredView, type TransferredView } from "./transfer.ts";

const capturedRow = postingRow.extend({ debit_account_id: z.string().nullable() });
const heldRow = z.object({ accountId: z.string(), heldMinor: z.bigint() });

const captureFields = {
  holdId: idSchema,
  creditAccountId: idSchema,
  /** At most what is held; the whole when absent. The rest is free again. */
  amountMinor: amountSchema.optional(),
};

/** Held money that moves. */
export const captureMovement = defineMovement({
  kind: "capture",
  payload: z.object(captureFields),
  scopeOf: () => "capture",
  async weigh(tx, { holdId, creditAccountId, amountMinor }) {
    const statement = sql`
      SELECT account_id AS "accountId", amount AS "heldMinor" FROM ledger.holds WHERE id = ${holdId}::uuid`;
    const [held] = await query(tx, heldRow, statement);
    if (!held) return { amountMinor: 0n, accountIds: [], sourceIds: [] };
    return {
      amountMinor: amountMinor ?? held.heldMinor,
      accountIds: [held.accountId, creditAccountId],
      sourceIds: await walletsAmong(tx, [held.accountId]),
    };
  },
  async post(ctx, db, { holdId, creditAccountId, amountMinor = null }, { key, actorId, reason }) {
    const [row] = await query(
      db,
      capturedRow,
      sql`
        SELECT o.*, t.debit_account_id
        FROM ledger.capture(
          ${key}, ${ctx.newId()}, ${holdId}, ${amountMinor}, ${creditAccountId}, ${ctx.clock().toISOString()},
          ${actorId}, ${reason}) o
        LEFT JOIN ledger.transfers t ON t.id = o.transfer_id`,
    );
    return attemptOf(row, (posted) => ({
      view: toTransferredView(posted),
      resultIds: [posted.transferId],
      accountIds: [creditAccountId, ...(row?.debit_account_id ? [row.debit_account_id] : [])],
    }));
  },
});

/** Turns a hold into a transfer, once. */
export const captureHold = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...operatorPostingFields, ...captureFields }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
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
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events" | "clock">,
    actor,
    { idempotencyKey, reason, ...payload },
  ): Promise<TransferredView | WaitingView> {
    const { key, auditReason } = operatorPosting(actor, { idempotencyKey, reason });
    return await moveMoney(ctx, actor, captureMovement, { payload, key, reason: auditReason });
  },
});
