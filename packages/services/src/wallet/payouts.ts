import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import {
  amountSchema,
  cityIdSchema,
  idSchema,
  idempotencyKeySchema,
  pageFields,
  reasonSchema,
} from "@atlas/core/fields";
import { PAYOUT_STATES, PAYOUT_STATUSES } from "@atlas/core/ledger";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { announceUser } from "../ledger/post/announce-user.ts";
import { auditReasonOf } from "../ledger/post/operator-posting.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { type PayoutView, readPayout, readPayouts } from "./payout-view.ts";

const requestedRow = z.object({ refusal: z.string().nullable(), payout_id: z.string().nullable() });
const decidedRow = z.object({ refusal: z.string().nullable() });
const settledRow = z.object({
  refusal: z.string().nullable(),
  transfer_id: z.string().nullable(),
  is_replay: z.boolean().nullable(),
});

/** Asks for a driver's credit in money: it is held until an admin decides. */
export const requestPayout = useCase({
  kind: "command",
  permission: "payouts.request",
  within: { driverId: "driver" },
  idempotency: "key",
  isAudited: true,
  input: z.object({
    /** The caller's own unless an operator asks. */
    driverId: idSchema.optional(),
    amountMinor: amountSchema,
    idempotencyKey: idempotencyKeySchema,
    /** For the audit log; an operator has to give one. */
    reason: reasonSchema.optional(),
  }),
  refusals: ["REASON_REQUIRED", "ACCOUNT_NOT_FOUND", "ACCOUNT_FROZEN", "DEBT_OUTSTANDING", "INSUFFICIENT_FUNDS"],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input): Promise<PayoutView> {
    const driverId = input.driverId ?? actor.userId;
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "This is somebody else's wallet.");
    const isForAnother = actor.userId !== driverId;
    const auditReason = isForAnother ? auditReasonOf(actor, input.reason) : null;
    const key = `payout:${driverId}:${input.idempotencyKey}`;
    const [row] = await runLedger(
      { ...ctx, actor },
      requestedRow,
      sql`
        SELECT refusal, payout_id FROM ledger.request_payout(
          ${key}, ${ctx.newId()}, ${ctx.newId()}, ${driverId}, ${input.amountMinor}, ${actor.userId},
          ${auditReason})`,
    );
    if (row?.refusal) throw ledgerRefusal(row.refusal);
    if (!row?.payout_id) throw new Error("the ledger requested nothing and refused nothing");
    await announceUser(ctx, driverId);
    return await readPayout(ctx.db, row.payout_id);
  },
});

/** Payouts of everyone, or of one driver; newest first. `cursor` is the last payout of the page before; 100 when no limit is given. */
export const listPayouts = useCase({
  kind: "report",
  permission: "payouts.read",
  within: { cityId: "city", driverId: "driver" },
  input: z.object({
    ...pageFields,
    /** Of one city; of all when left out. */
    cityId: cityIdSchema.optional(),
    driverId: idSchema.optional(),
    status: z.enum(PAYOUT_STATUSES).optional(),
    state: z.enum(PAYOUT_STATES).optional(),
  }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<PayoutView[]> {
    return await readPayouts(ctx.db, input);
  },
});

/** A driver's own payouts, newest first, at most 100; another's for operators. */
export const driverPayouts = useCase({
  kind: "query",
  permission: "earnings.read",
  within: { driverId: "driver" },
  input: z.object({ driverId: idSchema.optional() }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, input): Promise<PayoutView[]> {
    const driverId = input.driverId ?? actor.userId;
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "These are somebody else's payouts.");
    const payouts = await readPayouts(ctx.db, { driverId });
    return actor.userId === driverId ? payouts.map(withoutInternalReason) : payouts;
  },
});

/** Drivers see why their money came back. Operators' remarks about other payouts stay internal. */
function withoutInternalReason(payout: PayoutView): PayoutView {
  return payout.state === "refused" || payout.state === "bounced" ? payout : { ...payout, reason: null };
}

/**
 * An admin approves a payout, which then waits for a file for the bank or is paid by hand, or refuses it, which frees the held
 * money; also after the approval, unless a file names it.
 */
export const decidePayout = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { payoutId: "payout" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ payoutId: idSchema, isApproved: z.boolean(), reason: reasonSchema }),
  refusals: [
    "REASON_REQUIRED",
    "PAYOUT_NOT_FOUND",
    "PAYOUT_CLOSED",
    "PAYOUT_IN_BATCH",
    "SELF_APPROVAL",
    "DEBT_OUTSTANDING",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "events">, actor, input): Promise<PayoutView> {
    const reason = requireReason(input.reason);
    const [row] = await runLedger(
      { ...ctx, actor },
      decidedRow,
      sql`
        SELECT refusal FROM ledger.decide_payout(
          ${input.payoutId}::uuid, ${input.isApproved}, ${reason}, ${actor.userId}::uuid)`,
    );
    if (row?.refusal) throw ledgerRefusal(row.refusal);
    const payout = await readPayout(ctx.db, input.payoutId);
    await announceUser(ctx, payout.driverId);
    return payout;
  },
});

export interface SettlePayoutInput {
  readonly payoutId: string;
  /** The message that asked for it, for the inbox; `payout:<id>` when absent. */
  readonly messageId?: string;
}

/**
 * What a message of a version before asks for, whose approvals sent a payout at once: the held money leaves the
 * driver's wallet for payout clearing, exactly once. Null for a payout that waits for its approval: nothing is done or written.
 * @throws DomainError PAYOUT_NOT_FOUND, PAYOUT_CLOSED (returned before), ACCOUNT_FROZEN
 */
export async function settlePayout(
  ctx: Pick<ServiceContext, "db" | "newId" | "events">,
  input: SettlePayoutInput,
): Promise<{ readonly transferId: string; readonly isReplay: boolean } | null> {
  const [row] = await runLedger(
    ctx,
    settledRow,
    sql`
      SELECT refusal, transfer_id, is_replay FROM ledger.settle_payout(
        ${input.payoutId}, ${ctx.newId()}, ${input.messageId ?? `payout:${input.payoutId}`})`,
  );
  if (!row) throw new Error("ledger.settle_payout answered nothing");
  if (row.refusal === "APPROVAL_REQUIRED") return null;
  if (row.refusal !== null) throw ledgerRefusal(row.refusal);
  if (row.transfer_id === null) throw new Error("the ledger settled nothing");
  // A repeat as well: the first delivery may have lost its reply, and with it the announcement.
  await announceUser(ctx, (await readPayout(ctx.db, input.payoutId)).driverId);
  return { transferId: row.transfer_id, isReplay: row.is_replay === true };
}
