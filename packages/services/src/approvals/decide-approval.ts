import { idSchema, reasonSchema } from "@atlas/core/fields";
import { APPROVAL_KINDS } from "@atlas/core/ledger";
import type { Actor } from "@atlas/core/actor";
import { queryOne } from "@atlas/db/query";
import { orders } from "@atlas/db/schema/orders";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { actFrom } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { walletEvents } from "../ledger/post/announce-accounts.ts";
import { approvedCall } from "../ledger/post/ask-approval.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { repeatLedger } from "../ledger/post/run-ledger.ts";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { useCase } from "../use-case.ts";
import { type ApprovalView, readApproval } from "./approval-view.ts";
import { POST_STORED } from "./movements.ts";

type DecideContext = Pick<ServiceContext, "db" | "newId" | "clock" | "events" | "log">;
type Decided = "approved" | "rejected" | "withdrawn";

const claimedRow = z.object({ refusal: z.string().nullable(), isRepeat: z.boolean() });
const requestRow = z.object({
  kind: z.enum(APPROVAL_KINDS),
  payload: z.unknown(),
  reason: z.string(),
  requestedBy: z.string(),
  cityId: z.string(),
});
type Request = z.infer<typeof requestRow>;

const decisionFields = { requestId: idSchema, reason: reasonSchema };

/**
 * A second operator's yes: what was asked for is posted in the transaction that says so, once. Where the ledger refuses it, because the money
 * is no longer there or the account is frozen, nothing has changed and the request goes on waiting.
 */
export const approveRequest = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object(decisionFields),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_NOT_FOUND",
    "APPROVAL_CLOSED",
    "SELF_APPROVAL",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "DEBT_ACCOUNT",
    "INSUFFICIENT_FUNDS",
    "CURRENCY_MISMATCH",
    "SAME_ACCOUNT",
    "HOLD_NOT_FOUND",
    "HOLD_CLOSED",
    "HOLD_EXPIRED",
    "HOLD_OF_PAYOUT",
    "HOLD_OF_QUESTION",
    "CAPTURE_EXCEEDS_HOLD",
    "TRANSFER_NOT_FOUND",
    "ALREADY_REVERSED",
    "NOT_REVERSIBLE",
    "TRANSFER_OF_PAYOUT",
    "TRIP_REFUNDED",
    "ORDER_NOT_FOUND",
    "ORDER_NOT_FINISHED",
    "REFUND_EXCEEDS_FARE",
    "AMOUNT_OVERFLOW",
  ],
  async run(ctx: DecideContext, actor, { requestId, reason }): Promise<ApprovalView> {
    return await decide(ctx, actor, { requestId, reason, state: "approved" });
  },
});

/** A second operator's no: nothing moves. */
export const rejectRequest = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object(decisionFields),
  refusals: ["REASON_REQUIRED", "APPROVAL_NOT_FOUND", "APPROVAL_CLOSED", "SELF_APPROVAL"],
  async run(ctx: DecideContext, actor, { requestId, reason }): Promise<ApprovalView> {
    return await decide(ctx, actor, { requestId, reason, state: "rejected" });
  },
});

/** The operator who asked takes it back. */
export const withdrawRequest = useCase({
  kind: "command",
  permission: "approvals.withdraw",
  within: { requestId: "approval" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object(decisionFields),
  refusals: ["REASON_REQUIRED", "APPROVAL_NOT_FOUND", "APPROVAL_CLOSED", "REQUEST_OF_ANOTHER"],
  async run(ctx: DecideContext, actor, { requestId, reason }): Promise<ApprovalView> {
    return await decide(ctx, actor, { requestId, reason, state: "withdrawn" });
  },
});

interface Decision {
  readonly requestId: string;
  readonly reason: string;
  readonly state: Decided;
}

async function decide(
  ctx: DecideContext,
  actor: Actor,
  { requestId, state, ...given }: Decision,
): Promise<ApprovalView> {
  const reason = requireReason(given.reason);
  return await repeatLedger(async () =>
    inTransaction(ctx, async (tx) => {
      const claimed = await queryOne(
        tx,
        claimedRow,
        sql`
          SELECT refusal, is_repeat AS "isRepeat"
          FROM ledger.claim_approval(${requestId}::uuid, ${state}, ${actor.userId}::uuid)`,
      );
      if (claimed.refusal !== null) throw ledgerRefusal(claimed.refusal);
      if (!claimed.isRepeat) {
        const request = await queryOne(
          tx,
          requestRow,
          sql`
            SELECT kind, payload, reason, requested_by AS "requestedBy", city_id AS "cityId"
            FROM ledger.approval_requests WHERE id = ${requestId}::uuid`,
        );
        const resultIds = state === "approved" ? await post(ctx, tx, requestId, request) : [];
        await actFrom(tx, actor);
        await tx.execute(sql`
          SELECT ledger.close_approval(
            ${requestId}::uuid, ${state}, ${reason}, ${sql.param([...resultIds])}::uuid[], ${actor.userId}::uuid)`);
        tx.publish({ kind: "approval", cityId: request.cityId, requestId });
      }
      return await readApproval(tx, requestId);
    }),
  );
}

/** Posts it for the operator who asked, whose address this is not. */
async function post(
  ctx: DecideContext,
  tx: UnitOfWork,
  requestId: string,
  { kind, payload, reason, requestedBy }: Request,
): Promise<readonly string[]> {
  await tx.execute(sql`SELECT set_config('atlas.approval_request', ${requestId}, true)`);
  const moved = await POST_STORED[kind](ctx, tx, payload, approvedCall(requestId, { actorId: requestedBy, reason }));
  await tx.execute(sql`SELECT set_config('atlas.approval_request', '', true)`);
  for (const event of await walletEvents(tx, moved.accountIds)) tx.publish(event);
  if (moved.orderId !== undefined) await changeOrder(tx, eq(orders.id, moved.orderId), {});
  return moved.resultIds;
}
