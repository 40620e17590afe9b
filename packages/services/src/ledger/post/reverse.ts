import { idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../../access/require-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { walletsAmong } from "./accounts-of.ts";
import type { WaitingView } from "./ask-approval.ts";
import { moveMoney } from "./move-money.ts";
import { defineMovement } from "./movement.ts";
import { operatorKey } from "./operator-posting.ts";
import { attemptOf, postingRow } from "./posting-outcome.ts";

const reversedRow = postingRow.extend({
  debit_account_id: z.string().nullable(),
  credit_account_id: z.string().nullable(),
});
const originalRow = z.object({ amountMinor: z.bigint(), debitAccountId: z.string(), creditAccountId: z.string() });

export interface ReversedView {
  readonly transferId: string;
  readonly reversesId: string;
}

/** The opposite of a transfer. */
export const reversalMovement = defineMovement({
  kind: "reversal",
  payload: z.object({ transferId: idSchema }),
  scopeOf: () => "reverse",
  async weigh(tx, { transferId }) {
    const statement = sql`
      SELECT amount AS "amountMinor", debit_account_id AS "debitAccountId", credit_account_id AS "creditAccountId"
      FROM ledger.transfers WHERE id = ${transferId}::uuid`;
    const [original] = await query(tx, originalRow, statement);
    if (!original) return { amountMinor: 0n, accountIds: [], sourceIds: [] };
    const { amountMinor, debitAccountId, creditAccountId } = original;
    return {
      amountMinor,
      accountIds: [debitAccountId, creditAccountId],
      sourceIds: await walletsAmong(tx, [creditAccountId]),
    };
  },
  async post(ctx, db, { transferId: reversesId }, { key, actorId, reason }) {
    const [row] = await query(
      db,
      reversedRow,
      sql`
        SELECT o.*, t.debit_account_id, t.credit_account_id
        FROM ledger.reverse(${key}, ${ctx.newId()}, ${reversesId}, ${reason}, ${actorId}) o
        LEFT JOIN ledger.transfers t ON t.id = o.transfer_id`,
    );
    return attemptOf(row, ({ transferId }) => ({
      view: { transferId, reversesId },
      resultIds: [transferId],
      accountIds: [row?.debit_account_id, row?.credit_account_id].filter((id) => typeof id === "string"),
    }));
  },
});

/** Posts the opposite of a transfer, linked to it: at most once, and never of a reversal. The payee must still have it. */
export const reverseTransfer = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "key",
  isAudited: true,
  input: z.object({ transferId: idSchema, reason: reasonSchema, idempotencyKey: operatorKeySchema }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "TRANSFER_NOT_FOUND",
    "ALREADY_REVERSED",
    "NOT_REVERSIBLE",
    "TRANSFER_OF_PAYOUT",
    "TRIP_REFUNDED",
    "INSUFFICIENT_FUNDS",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events">,
    actor,
    { transferId, ...given },
  ): Promise<ReversedView | WaitingView> {
    const reason = requireReason(given.reason);
    const key = operatorKey(given.idempotencyKey);
    return await moveMoney(ctx, actor, reversalMovement, { payload: { transferId }, key, reason });
  },
});
