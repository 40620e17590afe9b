import { idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../../access/require-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorKey } from "./operator-posting.ts";
import { postedOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";

const reversedRow = postingRow.extend({
  debit_account_id: z.string().nullable(),
  credit_account_id: z.string().nullable(),
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
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input) {
    const reason = requireReason(input.reason);
    const key = operatorKey(input.idempotencyKey);
    const [row] = await runLedger(
      { ...ctx, actor },
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
  },
});
