import { DomainError } from "@atlas/core/errors";
import { amountSchema, idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { ADJUSTMENT_STATUSES, type AdjustmentStatus } from "@atlas/core/ledger";
import { isoTimeColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../../access/require-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceAccounts } from "./announce-accounts.ts";
import { operatorKey } from "./operator-posting.ts";
import { ledgerRefusal } from "./refusal.ts";
import { runLedger } from "./run-ledger.ts";
import { signedAmount } from "./signed-amount.ts";

export interface AdjustmentView {
  readonly adjustmentId: string;
  /** `pending`: above the city's limit, waiting for a second admin. */
  readonly status: AdjustmentStatus;
  readonly transferId: string | null;
}

const outcomeRow = z.object({
  refusal: z.string().nullable(),
  adjustment_id: z.string().nullable(),
  status: z.enum(ADJUSTMENT_STATUSES).nullable(),
  transfer_id: z.string().nullable(),
});
const decisionRow = outcomeRow.extend({ account_id: z.string().nullable() });

/**
 * An admin's correction of an account against the city's adjustments account. Up to the city's limit it is posted at
 * once; above it, it waits for another admin's `decideAdjustment`.
 */
export const adjustAccount = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "key",
  isAudited: true,
  input: z.object({
    accountId: idSchema,
    amountMinor: amountSchema,
    direction: z.enum(["in", "out"]),
    reason: reasonSchema,
    idempotencyKey: operatorKeySchema,
  }),
  refusals: [
    "REASON_REQUIRED",
    "ACCOUNT_NOT_FOUND",
    "DEBT_ACCOUNT",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input): Promise<AdjustmentView> {
    const reason = requireReason(input.reason);
    const key = operatorKey(input.idempotencyKey);
    const deltaMinor = signedAmount(input);
    const [row] = await runLedger(
      { ...ctx, actor },
      outcomeRow,
      sql`
        SELECT * FROM ledger.adjust(
          ${key}, ${ctx.newId()}, ${ctx.newId()}, ${input.accountId}, ${deltaMinor}, ${reason}, ${actor.userId})`,
    );
    const view = toView(row);
    if (view.status === "posted") await announceAccounts(ctx, [input.accountId]);
    return view;
  },
});

/** A second admin's yes or no to a pending adjustment. */
export const decideAdjustment = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ adjustmentId: idSchema, isApproved: z.boolean(), reason: reasonSchema }),
  refusals: [
    "REASON_REQUIRED",
    "NOT_FOUND",
    "SELF_APPROVAL",
    "ILLEGAL_TRANSITION",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input): Promise<AdjustmentView> {
    const reason = requireReason(input.reason);
    const [row] = await runLedger(
      { ...ctx, actor },
      decisionRow,
      sql`
        SELECT d.refusal, a.id AS adjustment_id, d.status, d.transfer_id, a.account_id
        FROM ledger.decide_adjustment(
          ${input.adjustmentId}, ${ctx.newId()}, ${input.isApproved}, ${reason}, ${actor.userId}) d
        LEFT JOIN ledger.adjustments a ON a.id = ${input.adjustmentId}`,
    );
    const view = toView(row);
    if (row?.account_id && view.status === "posted") await announceAccounts(ctx, [row.account_id]);
    return view;
  },
});

function toView(row: z.infer<typeof outcomeRow> | undefined): AdjustmentView {
  if (!row) throw new Error("the ledger answered nothing");
  if (row.refusal === "ILLEGAL_TRANSITION") {
    throw new DomainError("ILLEGAL_TRANSITION", "The adjustment was decided otherwise before.");
  }
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  if (row.adjustment_id === null || row.status === null) throw new Error("the ledger adjusted nothing");
  return { adjustmentId: row.adjustment_id, status: row.status, transferId: row.transfer_id };
}

export interface AdjustmentItem extends AdjustmentView {
  readonly accountId: string;
  readonly amountMinor: string;
  readonly direction: "in" | "out";
  readonly currency: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
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
