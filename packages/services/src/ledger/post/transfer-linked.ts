import { referenceSchema } from "@atlas/core/fields";
import { DomainError } from "@atlas/core/errors";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { movementFields, operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { ledgerRefusal } from "./refusal.ts";
import { refuseAboveLimit } from "./refuse-above-limit.ts";
import { runLedger } from "./run-ledger.ts";

const linkedRow = z.object({ refusal: z.string().nullable(), transfer_ids: z.array(z.string()).nullable() });

/** A linked group: all of its transfers are posted, in their order, or none is; the first that is impossible refuses it. */
export const transferLinked = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({
    ...operatorPostingFields,
    transfers: z.array(z.object(movementFields)).min(1).max(100),
    reference: referenceSchema.optional(),
  }),
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
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events">,
    actor,
    input,
  ): Promise<{ readonly transferIds: readonly string[] }> {
    const { key, auditReason } = operatorPosting(actor, input);
    const { transfers } = input;
    if (transfers.length === 0) throw new DomainError("INVALID_INPUT", "A group has at least one transfer.");
    const accountIds = transfers.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]);
    // Together: a group moves what its transfers move.
    const amountMinor = transfers.reduce((sum, transfer) => sum + transfer.amountMinor, 0n);
    await refuseAboveLimit(ctx, actor, { accountIds, amountMinor });
    const [row] = await runLedger(
      { ...ctx, actor },
      linkedRow,
      sql`
        SELECT refusal, transfer_ids FROM ledger.post_linked(
          ${key}, ${ctx.newId()}, ${sql.param(transfers.map(() => ctx.newId()))}::uuid[],
          ${sql.param(transfers.map(({ debitAccountId }) => debitAccountId))}::uuid[],
          ${sql.param(transfers.map(({ creditAccountId }) => creditAccountId))}::uuid[],
          ${sql.param(transfers.map(({ amountMinor }) => amountMinor.toString()))}::bigint[],
          ${sql.param(transfers.map(() => "transfer"))}::text[], ${input.reference ?? null}, ${actor.userId}, ${auditReason})`,
    );
    if (!row) throw new Error("ledger.post_linked answered nothing");
    if (row.refusal !== null) throw ledgerRefusal(row.refusal);
    await announceAccounts(ctx, accountIds);
    return { transferIds: row.transfer_ids ?? [] };
  },
});
