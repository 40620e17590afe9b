import { DomainError } from "@atlas/core/errors";
import { amountSchema, idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { ADJUSTMENT_STATUSES, type AdjustmentStatus } from "@atlas/core/ledger";
import { err, ok } from "@atlas/core/result";
import { isoTimeColumn, query, queryOne } from "@atlas/db/query";
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
import { ledgerRefusal } from "./refusal.ts";
import { signedAmount } from "./signed-amount.ts";

export interface AdjustmentView {
  readonly adjustmentId: string;
  readonly status: "posted";
  readonly transferId: string;
}

const outcomeRow = z.object({
  refusal: z.string().nullable(),
  adjustment_id: z.string().nullable(),
  status: z.enum(ADJUSTMENT_STATUSES).nullable(),
  transfer_id: z.string().nullable(),
});

const adjustmentFields = { accountId: idSchema, amountMinor: amountSchema, direction: z.enum(["in", "out"]) };

/** A correction of an account against the city's adjustments account. */
export const adjustmentMovement = defineMovement({
  kind: "adjustment",
  payload: z.object(adjustmentFields),
  scopeOf: () => "adjust",
  weigh: async (tx, { accountId, amountMinor, direction }) => ({
    amountMinor,
    accountIds: [accountId],
    sourceIds: direction === "out" ? await walletsAmong(tx, [accountId]) : [],
  }),
  async post(ctx, db, adjustment, { key, actorId, reason, requestId }) {
    const { accountId } = adjustment;
    const row = await queryOne(
      db,
      outcomeRow,
      sql`
        SELECT * FROM ledger.post_adjustment(
          ${key}, ${requestId ?? ctx.newId()}, ${ctx.newId()}, ${accountId}, ${signedAmount(adjustment)}, ${reason},
          ${actorId})`,
    );
    if (row.refusal !== null) return err(ledgerRefusal(row.refusal));
    const { adjustment_id: adjustmentId, transfer_id: transferId } = row;
    // Under a key of before there were requests: it waits as one, or has ended.
    if (adjustmentId === null || transferId === null) {
      return err(new DomainError("APPROVAL_CLOSED", "This adjustment was asked for before. See what became of it."));
    }
    const view: AdjustmentView = { adjustmentId, status: "posted", transferId };
    return ok({ view, resultIds: [transferId], accountIds: [accountId] });
  },
});

/** An operator's correction of an account against the city's adjustments account. */
export const adjustAccount = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...adjustmentFields, reason: reasonSchema, idempotencyKey: operatorKeySchema }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "ACCOUNT_NOT_FOUND",
    "DEBT_ACCOUNT",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events">,
    actor,
    { accountId, amountMinor, direction, ...given },
  ): Promise<AdjustmentView | WaitingView> {
    const reason = requireReason(given.reason);
    const key = operatorKey(given.idempotencyKey);
    const payload = { accountId, amountMinor, direction };
    return await moveMoney(ctx, actor, adjustmentMovement, { payload, key, reason });
  },
});

export interface AdjustmentItem {
  readonly adjustmentId: string;
  /** `pending` and `rejected` only of before there were requests for approval. */
  readonly status: AdjustmentStatus;
  readonly transferId: string | null;
  readonly accountId: string;
  readonly amountMinor: string;
  readonly direction: "in" | "out";
  readonly currency: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  /** Who approved it, where it was above the city's limit. */
  readonly decidedBy: string | null;
}

const itemRow = z.object({
  adjustmentId: z.string(),
  accountId: z.string(),
  amount: z.bigint(),
  currency: z.string(),
  reason: z.string(),
  status: z.enum(ADJUSTMENT_STATUSES),
  requestedBy: z.string(),
  requestedAt: isoTimeColumn,
  decidedBy: z.string().nullable(),
  transferId: z.string().nullable(),
});

/** Adjustments, newest first, at most 100. */
export const listAdjustments = useCase({
  kind: "report",
  permission: "ledger.decide",
  input: z.object({ status: z.enum(ADJUSTMENT_STATUSES).optional() }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<AdjustmentItem[]> {
    const rows = await query(
      ctx.db,
      itemRow,
      sql`
        SELECT id AS "adjustmentId", account_id AS "accountId", amount, currency, reason, status,
          requested_by AS "requestedBy", requested_at AS "requestedAt", decided_by AS "decidedBy",
          transfer_id AS "transferId"
        FROM ledger.adjustments WHERE ${input.status ?? null}::text IS NULL OR status::text = ${input.status ?? null}
        ORDER BY id DESC LIMIT 100`,
    );
    return rows.map(({ amount, ...row }) => ({
      ...row,
      amountMinor: (amount < 0n ? -amount : amount).toString(),
      direction: amount > 0n ? "in" : "out",
    }));
  },
});
