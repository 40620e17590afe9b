import { DomainError } from "@atlas/core/errors";
import { referenceSchema } from "@atlas/core/fields";
import { err, ok } from "@atlas/core/result";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { walletsAmong } from "./accounts-of.ts";
import type { WaitingView } from "./ask-approval.ts";
import { moveMoney } from "./move-money.ts";
import { defineMovement } from "./movement.ts";
import { movementFields, operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { ledgerRefusal } from "./refusal.ts";

const linkedRow = z.object({ refusal: z.string().nullable(), transfer_ids: z.array(z.string()).nullable() });

const groupFields = {
  transfers: z.array(z.object(movementFields)).min(1).max(100),
  reference: referenceSchema.optional(),
};
type Group = z.output<z.ZodObject<typeof groupFields>>;

export interface LinkedView {
  readonly transferIds: readonly string[];
}

/** Several transfers that are posted together. */
export const linkedMovement = defineMovement({
  kind: "linked",
  payload: z.object(groupFields),
  scopeOf: () => "linked",
  weigh: async (tx, { transfers }) => ({
    // Together: a group moves what its transfers move.
    amountMinor: transfers.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    accountIds: accountsOf(transfers),
    sourceIds: await walletsAmong(
      tx,
      transfers.map(({ debitAccountId }) => debitAccountId),
    ),
  }),
  async post(ctx, db, { transfers, reference = null }, { key, actorId, reason }) {
    const row = await queryOne(
      db,
      linkedRow,
      sql`
        SELECT refusal, transfer_ids FROM ledger.post_linked(
          ${key}, ${ctx.newId()}, ${sql.param(transfers.map(() => ctx.newId()))}::uuid[],
          ${sql.param(transfers.map(({ debitAccountId }) => debitAccountId))}::uuid[],
          ${sql.param(transfers.map(({ creditAccountId }) => creditAccountId))}::uuid[],
          ${sql.param(transfers.map(({ amountMinor }) => amountMinor.toString()))}::bigint[],
          ${sql.param(transfers.map(() => "transfer"))}::text[], ${reference}, ${actorId}, ${reason})`,
    );
    if (row.refusal !== null) return err(ledgerRefusal(row.refusal));
    const view: LinkedView = { transferIds: row.transfer_ids ?? [] };
    return ok({ view, resultIds: view.transferIds, accountIds: accountsOf(transfers) });
  },
});

/** A linked group: all of its transfers are posted, in their order, or none is; the first that is impossible refuses it. */
export const transferLinked = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...operatorPostingFields, ...groupFields }),
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
    { idempotencyKey, reason, ...payload },
  ): Promise<LinkedView | WaitingView> {
    const { key, auditReason } = operatorPosting(actor, { idempotencyKey, reason });
    if (payload.transfers.length === 0) throw new DomainError("INVALID_INPUT", "A group has at least one transfer.");
    return await moveMoney(ctx, actor, linkedMovement, { payload, key, reason: auditReason });
  },
});

function accountsOf(transfers: Group["transfers"]): string[] {
  return [...new Set(transfers.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]))];
}
